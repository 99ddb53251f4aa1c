// A reader and an explorer for the part of TLA+ that the export writes. It knows nothing of laws: what it finds comes from the text alone.

type Value = number | boolean | readonly number[]

interface Token {
  readonly text: string
  readonly column: number
  readonly line: number
}

type Node =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'apply'; readonly sign: string; readonly of: readonly Node[] }

const SPACE = /\\\*[^\n]*|----.*----|====|\s+/
const SIGN = /\/\\|\\\/|\\in|==|=>|<=>|<<|>>|\.\.|\[\]\[|\]_|\[\]|<>|[A-Za-z_][A-Za-z0-9_]*|\d+|"[^"]*"|./
const TOKEN = new RegExp(`${SPACE.source}|${SIGN.source}`, 'gy')

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  let [line, start] = [1, 0]
  for (const { 0: found, index } of text.matchAll(TOKEN)) {
    if (!/^\s|^\\\*|^----|^====/.test(found)) tokens.push({ text: found, column: index - start, line })
    for (let at = found.indexOf('\n'); at >= 0; at = found.indexOf('\n', at + 1)) [line, start] = [line + 1, index + at + 1]
  }
  return tokens
}

const LEVELS: readonly (readonly string[])[] = [['=>', '<=>'], ['/\\', '\\/'], ['=', '\\in', '>'], ['..'], ['+', '-']]

class Parser {
  readonly #tokens: readonly Token[]
  #at: number
  // Columns of the bullets around: what stands at one of them or left of it ends the expression.
  readonly #columns: number[] = []

  constructor(tokens: readonly Token[], at: number) {
    this.#tokens = tokens
    this.#at = at
  }

  get at(): number {
    return this.#at
  }

  #peek(): string | null {
    const token = this.#tokens[this.#at]
    if (token === undefined || this.#tokens[this.#at + 1]?.text === '==') return null
    return this.#columns.every((column) => token.column > column) ? token.text : null
  }

  #next(expected?: string): string {
    const token = this.#tokens[this.#at]
    const text = this.#peek()
    if (token === undefined || text === null || (expected !== undefined && text !== expected)) {
      throw new Error(`line ${token?.line}: expected ${expected ?? 'something'}, found ${token?.text}`)
    }
    this.#at += 1
    return text
  }

  expression(level = 0): Node {
    const first = this.#peek()
    if (level === 0 && (first === '/\\' || first === '\\/')) return this.#bullets(first)
    if (level === LEVELS.length) return this.#unary()
    let left = this.expression(level + 1)
    const signs = LEVELS[level] ?? []
    for (let sign = this.#peek(); sign !== null && signs.includes(sign); sign = this.#peek()) {
      this.#next()
      const right = this.expression(level + 1)
      // Conjunction and disjunction have one precedence in TLA+: side by side they need parentheses.
      if (left.kind === 'apply' && signs.includes(left.sign) && left.sign !== sign) throw new Error('mixed without parentheses')
      left = { kind: 'apply', sign, of: [left, right] }
    }
    return left
  }

  #bullets(sign: string): Node {
    const column = this.#tokens[this.#at]?.column ?? 0
    const of: Node[] = []
    while (this.#tokens[this.#at]?.text === sign && this.#tokens[this.#at]?.column === column) {
      this.#at += 1
      this.#columns.push(column)
      of.push(this.expression())
      this.#columns.pop()
    }
    return { kind: 'apply', sign, of }
  }

  #list(end: string): readonly Node[] {
    const of: Node[] = []
    while (this.#peek() !== end) {
      if (of.length > 0) this.#next(',')
      of.push(this.expression())
    }
    this.#next(end)
    return of
  }

  #unary(): Node {
    const text = this.#next()
    if (text === '~' || text === '-') return { kind: 'apply', sign: text === '-' ? 'minus' : text, of: [this.#unary()] }
    if (text === '(') {
      const inner = this.expression()
      this.#next(')')
      return { kind: 'apply', sign: '()', of: [inner] }
    }
    if (text === '{') return { kind: 'apply', sign: 'set', of: this.#list('}') }
    if (text === '<<') return { kind: 'apply', sign: 'tuple', of: this.#list('>>') }
    if (text === 'IF') {
      const when = this.expression()
      this.#next('THEN')
      const then = this.expression()
      this.#next('ELSE')
      return { kind: 'apply', sign: 'IF', of: [when, then, this.expression()] }
    }
    if (text === 'UNCHANGED') return { kind: 'apply', sign: 'UNCHANGED', of: [this.#unary()] }
    if (text === 'Assert') {
      this.#next('(')
      return { kind: 'apply', sign: 'Assert', of: this.#list(')') }
    }
    if (text.startsWith('"')) return { kind: 'text', text: text.slice(1, -1) }
    if (/^\d/.test(text)) return { kind: 'value', value: Number(text) }
    if (text === 'TRUE' || text === 'FALSE') return { kind: 'value', value: text === 'TRUE' }
    if (!/^[A-Za-z_]/.test(text)) throw new Error(`unexpected ${text}`)
    if (this.#peek() !== "'") return { kind: 'name', name: text }
    this.#next()
    return { kind: 'apply', sign: 'prime', of: [{ kind: 'name', name: text }] }
  }
}

/** A module as read: its variables and definitions. */
export interface ReadModule {
  readonly variables: readonly string[]
  readonly definitions: ReadonlyMap<string, Node>
}

/** Definitions of temporal formulas, which only TLC can judge. */
const TEMPORAL = new Set(['Spec', 'Live', 'Property'])

/** Reads a module; throws where it is no part of TLA+ that this reader knows, or where a name is used that is not defined. */
export const readModule = (text: string): ReadModule => {
  const tokens = tokensOf(text)
  const variables: string[] = []
  const definitions = new Map<string, Node>()
  let at = tokens.findIndex((token) => token.text === 'VARIABLES') + 1
  for (; tokens[at + 1]?.text !== '=='; at++) if (tokens[at]?.text !== ',') variables.push(tokens[at]?.text ?? '')
  while (at < tokens.length) {
    const name = tokens[at]?.text ?? ''
    if (tokens[at + 1]?.text !== '==' || definitions.has(name)) throw new Error(`line ${tokens[at]?.line}: no definition at ${name}`)
    at += 2
    if (TEMPORAL.has(name)) {
      while (at < tokens.length && tokens[at + 1]?.text !== '==') at += 1
      continue
    }
    const parser = new Parser(tokens, at)
    definitions.set(name, parser.expression())
    at = parser.at
  }
  const known = new Set([...variables, ...definitions.keys(), 'BOOLEAN'])
  const check = (node: Node): void => {
    if (node.kind === 'name' && !known.has(node.name)) throw new Error(`${node.name} is not defined`)
    if (node.kind === 'apply') node.of.forEach(check)
  }
  definitions.forEach(check)
  return { variables, definitions }
}

type State = ReadonlyMap<string, Value>

class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

const isSame = (left: Value, right: Value): boolean => left === right

/** Evaluates in a state; what is primed is looked up in, and a first `x' = e` written to, the next one. */
const evaluate = ({ definitions }: ReadModule, node: Node, state: State, next: Map<string, Value> | null): Value => {
  const at = (one: Node | undefined): Value => {
    if (one === undefined) throw new Error('a part is missing')
    switch (one.kind) {
      case 'value':
        return one.value
      case 'text':
        throw new Error('a text is no value here')
      case 'name': {
        const value = state.get(one.name)
        if (value !== undefined) return value
        const defined = definitions.get(one.name)
        if (defined === undefined) throw new Error(`${one.name} has no value`)
        return at(defined)
      }
      case 'apply':
        return apply(one.sign, one.of)
    }
  }
  const numberAt = (one: Node | undefined): number => {
    const value = at(one)
    if (typeof value !== 'number') throw new Error('no number')
    return value
  }
  const truthAt = (one: Node | undefined): boolean => {
    const value = at(one)
    if (typeof value !== 'boolean') throw new Error('no truth')
    return value
  }
  const primed = (one: Node | undefined): string | null => {
    const [inner] = one?.kind === 'apply' && one.sign === 'prime' ? one.of : []
    return inner?.kind === 'name' ? inner.name : null
  }
  const assign = (name: string, value: Value): boolean => {
    if (next === null) throw new Error('no step')
    const set = next.get(name)
    if (set !== undefined) return isSame(set, value)
    next.set(name, value)
    return true
  }
  const apply = (sign: string, of: readonly Node[]): Value => {
    const [left, right, other] = of
    switch (sign) {
      case '()':
        return at(left)
      case '/\\':
        return of.every(truthAt)
      case '\\/':
        return of.some(truthAt)
      case '~':
        return !truthAt(left)
      case '=>':
        return !truthAt(left) || truthAt(right)
      case '=': {
        const name = primed(left)
        return name === null ? isSame(at(left), at(right)) : assign(name, at(right))
      }
      case '>':
        return numberAt(left) > numberAt(right)
      case '+':
        return numberAt(left) + numberAt(right)
      case '-':
        return numberAt(left) - numberAt(right)
      case 'minus':
        return -numberAt(left)
      case 'set':
        return of.map(numberAt)
      case '\\in': {
        if (right?.kind === 'name' && right.name === 'BOOLEAN') return typeof at(left) === 'boolean'
        if (right?.kind === 'apply' && right.sign === '..') {
          const [least, most] = right.of.map(numberAt)
          return numberAt(left) >= (least ?? 0) && numberAt(left) <= (most ?? 0)
        }
        return (at(right) as readonly number[]).includes(numberAt(left))
      }
      case 'IF':
        return at(truthAt(left) ? right : other)
      case 'Assert':
        if (!truthAt(left)) throw new AssertionFailed(right?.kind === 'text' ? right.text : '')
        return true
      case 'UNCHANGED':
        return left?.kind === 'apply' && left.of.every((one) => one.kind === 'name' && assign(one.name, at(one)))
      default:
        throw new Error(`cannot evaluate ${sign}`)
    }
  }
  return at(node)
}

const disjuncts = (node: Node): readonly Node[] => (node.kind === 'apply' && node.sign === '\\/' ? node.of.flatMap(disjuncts) : [node])

// An initial state: every conjunct is `variable = value`.
const opening = (node: Node): State => {
  const conjuncts = node.kind === 'apply' && node.sign === '/\\' ? node.of : [node]
  return new Map(conjuncts.map((one): [string, Value] => {
    const [name, value] = one.kind === 'apply' && one.sign === '=' ? one.of : []
    if (name?.kind !== 'name' || value?.kind !== 'value') throw new Error('an opening is a conjunction of equations')
    return [name.name, value.value]
  }))
}

/** What exploring a module found: its states, and the fewest steps to the first failure with its name. */
export interface ExploredModule {
  readonly states: number
  /** The values of the variables of each state, in their order. */
  readonly reached: ReadonlySet<string>
  readonly failure: string | null
  readonly length: number
}

/** Explores a module breadth first from `Init` by `Next`; stops at the first failed assertion or invariant. */
export const exploreModule = (module: ReadModule, invariants: readonly string[]): ExploredModule => {
  const { variables, definitions } = module
  const definition = (name: string): Node => {
    const found = definitions.get(name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }
  const depths = new Map<string, number>()
  const queue: { readonly state: State; readonly depth: number }[] = []
  const reach = (state: State, depth: number): string | null => {
    if (state.size !== variables.length) throw new Error(`values for ${state.size} of ${variables.length} variables`)
    const key = variables.map((name) => String(state.get(name))).join(' ')
    if (depths.has(key)) return null
    depths.set(key, depth)
    queue.push({ state, depth })
    return invariants.find((name) => evaluate(module, definition(name), state, null) !== true) ?? null
  }
  for (const one of disjuncts(definition('Init'))) {
    const failure = reach(opening(one), 0)
    if (failure !== null) return { states: queue.length, reached: new Set(depths.keys()), failure, length: 0 }
  }
  const actions = disjuncts(definition('Next'))
  for (let at = 0; at < queue.length; at++) {
    const { state, depth } = queue[at] as (typeof queue)[number]
    for (const action of actions) {
      const next = new Map<string, Value>()
      try {
        if (evaluate(module, action, state, next) !== true) continue
      } catch (error) {
        if (error instanceof AssertionFailed)
          return { states: queue.length, reached: new Set(depths.keys()), failure: error.message, length: depth + 1 }
        throw error
      }
      const failure = reach(next, depth + 1)
      if (failure !== null) return { states: queue.length, reached: new Set(depths.keys()), failure, length: depth + 1 }
    }
  }
  return { states: queue.length, reached: new Set(depths.keys()), failure: null, length: Number.NaN }
}
