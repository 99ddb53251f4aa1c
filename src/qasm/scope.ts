import { didYouMean } from '../base/editdistance.js'
import { QasmFault, quoted } from './fault.js'
import type { Gate } from './gate.js'
import type { Language, Token } from './lexer.js'
import type { QasmLibrary } from './library.js'

/** A register of qubits or bits. `base` is the number of its first element across all registers of the kind. */
export interface Register {
  readonly kind: 'qubits' | 'bits'
  readonly name: string
  readonly size: number
  readonly base: number
  /** Declared without a size in OpenQASM 3: one element that takes no index. */
  readonly scalar: boolean
}

const CANDIDATES_MAX = 1000

/** At most so many names: what is suggested must not cost more than what is read. */
function* firstOf(names: Iterable<string>): Generator<string> {
  let left = CANDIDATES_MAX
  for (const name of names) {
    if (left-- === 0) return
    yield name
  }
}

/** All names of one file: registers and gates share one name space. */
export class Scope {
  readonly language: Language
  readonly library: QasmLibrary
  readonly #registers = new Map<string, Register>()
  readonly #gates = new Map<string, Gate>()
  readonly #used = new Set<string>()
  readonly #spoiled = new Set<string>()
  readonly #included = new Set<string>()
  readonly #totals = { qubits: 0, bits: 0 }

  constructor(language: Language, library: QasmLibrary) {
    this.language = language
    this.library = library
    for (const gate of library.builtins.get(language) ?? []) this.#gates.set(gate.name, gate)
  }

  /** The registers of a kind in order of declaration. */
  registersOf(kind: Register['kind']): readonly Register[] {
    return [...this.#registers.values()].filter((register) => register.kind === kind)
  }

  /** How many elements all registers of a kind have. */
  totalOf(kind: Register['kind']): number {
    return this.#totals[kind]
  }

  /** Adds the gates of an include that is known by name; `at` is where the name stands. */
  include(name: string, at: number): void {
    const found = this.library.includes.get(name)
    const known = [...this.library.includes.values()].filter((include) => include.language === this.language).map((include) => include.name)
    if (found === undefined || found.language !== this.language) {
      const why = found === undefined ? 'is not known' : `belongs to OpenQASM ${found.language}`
      const hint = `known by name: ${known.map(quoted).join(', ')}; no file is read`
      throw new QasmFault('qasm-include', at, `the include ${quoted(name)} ${why}`, hint)
    }
    if (this.#included.has(name)) throw new QasmFault('qasm-redeclared', at, `${quoted(name)} is included a second time`, 'include it once')
    this.#included.add(name)
    const clash = found.gates.find((gate) => this.#has(gate.name) && !gate.replaceable)
    if (clash !== undefined) {
      const message = `${quoted(name)} declares ${quoted(clash.name)}, which is declared already`
      throw new QasmFault('qasm-redeclared', at, message, 'move the include to the top')
    }
    for (const gate of found.gates) if (!this.#has(gate.name)) this.#gates.set(gate.name, gate)
  }

  /** Fails if the name is taken. A library gate that the first edition of its include lacks gives way while it is unused. */
  checkFree(token: Token): void {
    const { text: name, at } = token
    const gate = this.#gates.get(name)
    if (gate?.kind === 'library' && gate.replaceable && !this.#used.has(name)) return
    if (!this.#has(name)) return
    const what = this.#registers.has(name) ? 'a register' : gate?.kind === 'library' ? 'a gate of the library' : 'a gate'
    throw new QasmFault('qasm-redeclared', at, `${quoted(name)} is ${what} already`, 'choose another name')
  }

  /** Declares a register of a checked name at the end of its kind. Totals stay exact integers. */
  declareRegister(kind: Register['kind'], token: Token, size: number, scalar: boolean): Register {
    const base = this.#totals[kind]
    const register = { kind, name: token.text, size, base, scalar }
    if (base + size > Number.MAX_SAFE_INTEGER) throw new QasmFault('qasm-limit', token.at, `there are too many ${kind}`, 'fewer than 2^53')
    this.#totals[kind] = base + size
    this.#gates.delete(token.text)
    this.#registers.set(token.text, register)
    return register
  }

  /** Declares a gate of a checked name. */
  declareGate(gate: Gate): void {
    this.#gates.set(gate.name, gate)
  }

  /** Marks a name whose declaration failed or whose absence was told: what uses it is no further problem. */
  spoil(name: string): void {
    this.#spoiled.add(name)
  }

  /** The register of that name and kind. */
  register(token: Token, kind: Register['kind']): Register {
    const register = this.#registers.get(token.text)
    if (register?.kind === kind) return register
    const wanted = kind === 'qubits' ? 'quantum register' : 'classical register'
    if (register !== undefined) {
      throw new QasmFault('qasm-kind', token.at, `${quoted(token.text)} holds ${register.kind}, not ${kind}`, `name a ${wanted}`)
    }
    throw this.#undeclared(token, wanted, this.registersOf(kind).map((known) => known.name), null)
  }

  /** The gate of that name; `defining` is the gate whose body is being read. */
  gate(token: Token, defining: string | null): Gate {
    const gate = this.#gates.get(token.text)
    if (gate !== undefined && token.text !== defining) {
      this.#used.add(token.text)
      return gate
    }
    if (token.text === defining) {
      const message = `the gate ${quoted(token.text)} is used in its own definition`
      throw new QasmFault('qasm-undeclared', token.at, message, 'gates cannot recurse')
    }
    if (this.#registers.has(token.text)) {
      throw new QasmFault('qasm-kind', token.at, `${quoted(token.text)} is a register, not a gate`, 'begin the statement with a gate')
    }
    throw this.#undeclared(token, 'gate', this.#gates.keys(), this.#missingInclude(token.text))
  }

  #has(name: string): boolean {
    return this.#registers.has(name) || this.#gates.has(name)
  }

  #missingInclude(gate: string): string | null {
    for (const include of this.library.includes.values()) {
      const fits = include.language === this.language && !this.#included.has(include.name)
      if (fits && include.gates.some((known) => known.name === gate)) return `write include "${include.name}"; before`
    }
    return null
  }

  #undeclared(token: Token, what: string, known: Iterable<string>, hint: string | null): QasmFault {
    const effect = this.#spoiled.has(token.text) ? 'quiet' : 'report'
    this.#spoiled.add(token.text)
    const guess = hint === null && effect === 'report' ? didYouMean(token.text, firstOf(known)) : undefined
    const expected = hint ?? (guess === undefined ? `declare the ${what} before it is used` : `did you mean ${quoted(guess)}?`)
    return new QasmFault('qasm-undeclared', token.at, `the ${what} ${quoted(token.text)} is not declared`, expected, effect)
  }
}
