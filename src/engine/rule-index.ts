import { compareNumbers } from '../base/index.js'
import type { Condition } from '../artifact/condition.js'
import { compileConjunction, compilePredicate, conjuncts, testsOf } from './predicate.js'
import type { Classes, Predicate } from './predicate.js'
import { testKey } from './table-input.js'
import type { TestedInputs } from './table-input.js'

// Inputs that few rules read cost a word of every row and rule out little; rules that read them are looked at one by one.
const INDEXED_INPUTS_MAX = 64
const INDEX_WORDS_MAX = 4_194_304

const ALL_BITS = 0xffff_ffff

/** A rule's condition, split into members that read one input and the rest. */
interface SplitRule {
  readonly byInput: ReadonlyMap<number, readonly Condition[]>
  readonly rest: readonly Condition[]
}

const splitRule = (condition: Condition, { tests }: TestedInputs): SplitRule => {
  const byInput = new Map<number, Condition[]>()
  const rest: Condition[] = []
  for (const member of conjuncts(condition)) {
    const read = new Set(testsOf(member).map((test) => tests.get(testKey(test))?.input ?? -1))
    const [input] = read
    if (read.size !== 1 || input === undefined) rest.push(member)
    else byInput.set(input, [...(byInput.get(input) ?? []), member])
  }
  return { byInput, rest }
}

/** The inputs worth a row of bits per class: those that most rules read, within the memory that an index may take. */
const chooseInputs = (rules: readonly SplitRule[], { inputs }: TestedInputs, words: number): number[] => {
  const readers = new Map<number, number>()
  for (const { byInput } of rules) for (const input of byInput.keys()) readers.set(input, (readers.get(input) ?? 0) + 1)
  const ranked = [...readers].sort(([a, countA], [b, countB]) => compareNumbers(countB, countA) || compareNumbers(a, b))
  const chosen: number[] = []
  let total = 0
  for (const [input] of ranked) {
    total += (inputs[input]?.classes ?? 0) * words
    if (chosen.length === INDEXED_INPUTS_MAX || total > INDEX_WORDS_MAX) break
    chosen.push(input)
  }
  return chosen
}

/** For one input: row c holds, as bits, the rules that class c does not rule out. */
const compileRows = (input: number, rules: readonly SplitRule[], tested: TestedInputs, words: number): Uint32Array => {
  const classes = tested.inputs[input]?.classes ?? 0
  const rows = new Uint32Array(classes * words).fill(ALL_BITS)
  const scratch = new Uint16Array(tested.inputs.length)
  rules.forEach(({ byInput }, rule) => {
    for (const member of byInput.get(input) ?? []) {
      const holds = compilePredicate(member, tested.tests)
      for (let one = 0; one < classes; one++) {
        scratch[input] = one
        const word = one * words + (rule >>> 5)
        if (!holds(scratch)) rows[word] = (rows[word] ?? 0) & ~(1 << (rule & 31))
      }
    }
  })
  return rows
}

/**
 * Compiles rules, strongest first, to an index: sets of rules as bits, one per class of an input. The sets of the classes at hand are
 * intersected word by word, and the first rule in all of them whose remaining members hold is the winner (LAW-30).
 */
export const compileRuleIndex = (conditions: readonly Condition[], tested: TestedInputs): ((classes: Classes) => number) => {
  const rules = conditions.map((condition) => splitRule(condition, tested))
  const words = Math.max(1, (rules.length + 31) >>> 5)
  const chosen = chooseInputs(rules, tested, words)
  const rows = chosen.map((input) => compileRows(input, rules, tested, words))
  const remaining = rules.map(({ byInput, rest }): Predicate => {
    const others = [...byInput].flatMap(([input, members]) => (chosen.includes(input) ? [] : members))
    return compileConjunction([...others, ...rest], tested.tests)
  })
  const at = new Int32Array(chosen.length)
  return (classes) => {
    for (let index = 0; index < chosen.length; index++) at[index] = (classes[chosen[index] as number] as number) * words // in range
    for (let word = 0; word < words; word++) {
      let bits = ALL_BITS
      for (let index = 0; index < rows.length && bits !== 0; index++) {
        bits &= (rows[index] as Uint32Array)[(at[index] as number) + word] as number // one row of words for each class
      }
      while (bits !== 0) {
        const lowest = bits & -bits
        const rule = word * 32 + 31 - Math.clz32(lowest)
        if (rule >= rules.length) return -1
        if ((remaining[rule] as Predicate)(classes)) return rule
        bits ^= lowest
      }
    }
    return -1
  }
}
