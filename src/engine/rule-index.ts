import { compareNumbers } from '../base/index.js'
import type { Condition } from '../artifact/condition.js'
import { splitCondition } from './clause.js'
import type { Clause } from './clause.js'
import { compileConjunction } from './predicate.js'
import type { Classes, Predicate } from './predicate.js'
import type { TestedInputs } from './table-input.js'

// Inputs that few clauses ask for cost a word of every row and rule out little; clauses that ask for them are looked at one by one.
const INDEXED_INPUTS_MAX = 64
const INDEX_WORDS_MAX = 4_194_304

/** One way in which a rule can hold, with what is looked at beyond the index; `rest` is null where there is nothing else. */
interface Candidate {
  readonly rule: number
  readonly clause: Clause
  readonly rest: Predicate | null
}

const candidatesOf = (conditions: readonly Condition[], { tests }: TestedInputs): Candidate[] =>
  conditions.flatMap((condition, rule) => {
    const { clauses, rest } = splitCondition(condition, tests)
    const check = rest.length === 0 ? null : compileConjunction(rest, tests)
    return clauses.map((clause) => ({ rule, clause, rest: check }))
  })

/** The inputs worth a row of bits per class: those that most clauses ask for, within the memory that an index may take. */
const chooseInputs = (candidates: readonly Candidate[], { inputs }: TestedInputs, words: number): number[] => {
  const readers = new Map<number, number>()
  for (const { clause } of candidates) for (const { input } of clause) readers.set(input, (readers.get(input) ?? 0) + 1)
  const ranked = [...readers].sort(([a, countA], [b, countB]) => compareNumbers(countB, countA) || compareNumbers(a, b))
  const chosen: number[] = []
  let total = 0
  for (const [input] of ranked) {
    const size = (inputs[input]?.classes ?? 0) * words
    if (chosen.length === INDEXED_INPUTS_MAX || total + size > INDEX_WORDS_MAX) continue
    total += size
    chosen.push(input)
  }
  return chosen
}

/** The rows of one input: row c holds, as bits, the candidates that class c does not rule out. */
interface Rows {
  readonly input: number
  readonly bits: Uint32Array
  /** The words of each row that are not zero, by their index in `bits`: those of row c stand from `starts[c]` to before `starts[c + 1]`. */
  readonly filled: Int32Array
  readonly starts: Int32Array
}

const fillBits = (input: number, candidates: readonly Candidate[], classes: number, words: number): Uint32Array => {
  const bits = new Uint32Array(classes * words)
  const indifferent = new Uint32Array(words)
  const set = (row: Uint32Array, at: number, candidate: number): void => {
    row[at] = (row[at] ?? 0) | (1 << (candidate & 31))
  }
  candidates.forEach(({ clause }, candidate) => {
    const word = candidate >>> 5
    const allowed = clause.find((part) => part.input === input)?.truth
    if (allowed === undefined) return set(indifferent, word, candidate)
    for (let one = allowed.indexOf(1); one >= 0; one = allowed.indexOf(1, one + 1)) set(bits, one * words + word, candidate)
  })
  for (let row = 0; row < classes; row++) {
    for (let word = 0; word < words; word++) bits[row * words + word] = (bits[row * words + word] ?? 0) | (indifferent[word] ?? 0)
  }
  return bits
}

const compileRows = (input: number, candidates: readonly Candidate[], { inputs }: TestedInputs, words: number): Rows => {
  const classes = inputs[input]?.classes ?? 0
  const bits = fillBits(input, candidates, classes, words)
  const filled = new Int32Array(bits.reduce((count, word) => (word === 0 ? count : count + 1), 0))
  const starts = new Int32Array(classes + 1)
  let next = 0
  for (let row = 0; row < classes; row++) {
    for (let at = row * words; at < (row + 1) * words; at++) if (bits[at] !== 0) filled[next++] = at
    starts[row + 1] = next
  }
  return { input, bits, filled, starts }
}

/** The rows in which class has the fewest words that are not zero: an index into `all`, which is not empty. */
const sparsest = (all: readonly Rows[], classes: Classes): number => {
  let [least, found] = [Number.POSITIVE_INFINITY, 0]
  for (let index = 0; index < all.length; index++) {
    const { input, starts } = all[index] as Rows // index < length
    const row = classes[input] as number // a class of each input
    const count = (starts[row + 1] as number) - (starts[row] as number) // one start for each row, and the end
    if (count < least) [least, found] = [count, index]
  }
  return found
}

/** What must be looked at once the index has found a candidate: inputs without rows, and what is no part of its clause. */
const remainderOf = ({ clause, rest }: Candidate, chosen: ReadonlySet<number>): Predicate | null => {
  const others = clause.filter(({ input }) => !chosen.has(input))
  if (others.length === 0) return rest
  return (classes) => others.every(({ input, truth }) => truth[classes[input] as number] === 1) && (rest === null || rest(classes))
}

/** The first candidate whose bit stands in `bits` and whose remainder holds, or -1; `word` is the index of `bits` in its row. */
const firstIn = (bits: number, word: number, remainders: readonly (Predicate | null)[], classes: Classes): number => {
  for (let left = bits; left !== 0; left &= left - 1) {
    const candidate = word * 32 + 31 - Math.clz32(left & -left)
    const remainder = remainders[candidate] as Predicate | null // bits stand for candidates only
    if (remainder === null || remainder(classes)) return candidate
  }
  return -1
}

/** Finds the first candidate that no row rules out and whose remainder holds, or -1. `rows` is not empty. */
const makeSearch = (rows: readonly Rows[], words: number, remainders: readonly (Predicate | null)[]): ((classes: Classes) => number) => {
  const offsets = new Int32Array(rows.length)
  return (classes) => {
    const { input, bits: firstBits, filled, starts } = rows[sparsest(rows, classes)] as Rows // an index of `rows`
    const row = classes[input] as number // a class of each input
    for (let index = 0; index < rows.length; index++) offsets[index] = ((classes[(rows[index] as Rows).input] as number) - row) * words
    const end = starts[row + 1] as number // one start for each row, and the end
    for (let next = starts[row] as number; next < end; next++) {
      const at = filled[next] as number // next < end
      let bits = firstBits[at] as number // a word of this row
      for (let index = 0; index < rows.length && bits !== 0; index++) {
        bits &= (rows[index] as Rows).bits[at + (offsets[index] as number)] as number // the same word of the row of its class
      }
      const candidate = bits === 0 ? -1 : firstIn(bits, at - row * words, remainders, classes)
      if (candidate >= 0) return candidate
    }
    return -1
  }
}

/**
 * Compiles rules, strongest first, to an index: each rule is a few clauses, each class of an input a set of clauses as bits. The sets of
 * the classes at hand are intersected word by word, where the sparsest of them is not zero; the rule of the first clause in all of them
 * whose remainder holds wins (LAW-30).
 */
export const compileRuleIndex = (conditions: readonly Condition[], tested: TestedInputs): ((classes: Classes) => number) => {
  const candidates = candidatesOf(conditions, tested)
  const words = (candidates.length + 31) >>> 5
  const chosen = chooseInputs(candidates, tested, words)
  const isChosen = new Set(chosen)
  const remainders = candidates.map((candidate) => remainderOf(candidate, isChosen))
  const rules = Int32Array.from(candidates, ({ rule }) => rule)
  if (chosen.length === 0) return (classes) => rules[remainders.findIndex((holds) => holds === null || holds(classes))] ?? -1
  const search = makeSearch(chosen.map((input) => compileRows(input, candidates, tested, words)), words, remainders)
  return (classes) => rules[search(classes)] ?? -1
}
