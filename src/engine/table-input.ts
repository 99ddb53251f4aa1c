import { canonicalJson, compareNumbers } from '../base/index.js'
import type { FactReference, Test } from '../artifact/condition.js'
import type { FactDeclaration, Scalar } from '../artifact/law.js'
import { compileComparison } from './comparison.js'
import type { FactValue } from './comparison.js'

/**
 * One dimension of a compiled table. What it reads (one fact, or the two sides of one test) falls into `classes` classes, numbered from 0;
 * values of a class cannot be told apart by any test of the table.
 */
export interface TableInput {
  readonly left: FactReference
  /** The second fact of a test between facts; null otherwise. */
  readonly right: FactReference | null
  readonly classes: number
  /**
   * Class by code of a value, where the fact has a finite domain: false 0, true 1; a string its index in the domain, null the size of
   * the domain. Null where the fact is a number, a list, a field, or a side of a test between facts.
   */
  readonly classOfCode: Int32Array | null
  /** The values behind the codes, in their order; null where there are no codes. */
  readonly values: readonly FactValue[] | null
  /** Classes of numbers, where numbers are told apart by those that the tests name; null for coded inputs and single tests. */
  readonly scale: Scale | null
  /** Class of a value; `right` is read for a test between facts only. */
  classOf(left: FactValue, right: FactValue): number
}

/** Numbers in order: below the first of `cuts`, equal to it, above it and below the second, and so on; a class for each. */
export interface Scale {
  readonly cuts: readonly number[]
  readonly classes: Int32Array
}

/** The inputs of a list of tests, and for each test of it which input it reads and in which classes it holds (1) or not (0). */
export interface TestedInputs {
  readonly inputs: readonly TableInput[]
  readonly tests: ReadonlyMap<Test, TestedClasses>
}

export interface TestedClasses {
  readonly input: number
  readonly truth: Uint8Array
}

/** A text that is equal for equal references and different for different ones. */
export const referenceKey = ({ fact, params, field }: FactReference): string =>
  params.size === 0 ? JSON.stringify([fact, field]) : canonicalJson([fact, field, params])

/** A text that is equal for equal tests and different for different ones. */
export const testKey = ({ left, decorators, operator, right }: Test): string => {
  const side = right.kind === 'fact' ? [referenceKey(right.reference)] : { literal: right.value }
  return `${referenceKey(left)} ${decorators.join(':')} ${operator} ${JSON.stringify(side)}`
}

const literals = (tests: readonly Test[]): (Scalar | null)[] =>
  tests.flatMap(({ right }): readonly (Scalar | null)[] => {
    if (right.kind === 'fact') return []
    return Array.isArray(right.value) ? (right.value as readonly (Scalar | null)[]) : [right.value as Scalar | null]
  })

/** How the values of one fact are told apart: samples of each kind of value, and the index of the sample that stands for a value. */
interface Atoms {
  readonly samples: readonly FactValue[]
  /** Whether the sample index of a value is its code. */
  readonly coded: boolean
  /** Numbers that are told apart, ascending, and the sample of those below the first; null where no numbers are. */
  readonly cuts: { readonly values: readonly number[]; readonly first: number } | null
  indexOf(value: FactValue): number
}

const booleanAtoms: Atoms = { samples: [false, true], coded: true, cuts: null, indexOf: (value) => (value === true ? 1 : 0) }

const domainAtoms = (domain: readonly string[]): Atoms => {
  const indexes = new Map(domain.map((value, index) => [value, index]))
  return {
    samples: [...domain, null],
    coded: true,
    cuts: null,
    indexOf: (value) => (typeof value === 'string' ? (indexes.get(value) ?? domain.length) : domain.length),
  }
}

/** The index of the first of the ascending `cuts` that is not below `value`. */
const lowerBound = (cuts: readonly number[], value: number): number => {
  let [low, high] = [0, cuts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cuts[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Between neighbours: a double strictly between them if there is one, else one of them, which then stands for no value. */
const between = (cuts: readonly number[], index: number): number => {
  const [below, above] = [cuts[index - 1], cuts[index]]
  if (below === undefined) return above === undefined ? 0 : Number.NEGATIVE_INFINITY
  return above === undefined ? Number.POSITIVE_INFINITY : below / 2 + above / 2
}

/** Scalars of any type: null, the booleans, each string that a test names and one other, and numbers cut at each number it names. */
const scalarAtoms = (named: readonly (Scalar | null)[]): Atoms => {
  const texts = [...new Set(named.filter((value) => typeof value === 'string'))]
  const other = `${texts.join('')}-` // longer than each of them
  const cuts = [...new Set(named.filter((value) => typeof value === 'number'))].sort(compareNumbers)
  const textIndexes = new Map(texts.map((text, index) => [text, 3 + index]))
  const otherIndex = 3 + texts.length
  const numberIndex = otherIndex + 1
  const numbers = cuts.flatMap((cut, index) => [between(cuts, index), cut])
  return {
    samples: [null, false, true, ...texts, other, ...numbers, between(cuts, cuts.length)],
    coded: false,
    cuts: { values: cuts, first: numberIndex },
    indexOf: (value) => {
      if (typeof value === 'boolean') return value ? 2 : 1
      if (typeof value === 'string') return textIndexes.get(value) ?? otherIndex
      if (typeof value !== 'number') return 0
      const cut = lowerBound(cuts, value)
      return numberIndex + 2 * cut + (cuts[cut] === value ? 1 : 0)
    },
  }
}

const atomsOf = (declaration: FactDeclaration | undefined, reference: FactReference, tests: readonly Test[]): Atoms => {
  if (reference.field === null && declaration?.type === 'boolean') return booleanAtoms
  if (reference.field === null && declaration?.type === 'string' && declaration.domain !== null) return domainAtoms(declaration.domain)
  return scalarAtoms(literals(tests))
}

/** Merges the samples that no test tells apart. Truth of each test by class, and class by sample. */
const mergeSamples = (samples: readonly FactValue[], tests: readonly Test[]) => {
  const comparisons = tests.map(({ decorators, operator, right }) => {
    const compare = compileComparison(decorators, operator)
    const value = right.kind === 'literal' ? right.value : null
    return (left: FactValue): boolean => compare(left, value)
  })
  const classes = new Map<string, number>()
  const signatures: string[] = []
  const classOfSample = Int32Array.from(samples, (sample) => {
    const signature = comparisons.map((compare) => (compare(sample) ? '1' : '0')).join('')
    const known = classes.get(signature)
    if (known !== undefined) return known
    classes.set(signature, signatures.length)
    return signatures.push(signature) - 1
  })
  const truths = tests.map((_test, index) => Uint8Array.from(signatures, (signature) => (signature.charAt(index) === '1' ? 1 : 0)))
  return { classOfSample, truths, classes: signatures.length }
}

// Merging looks at every pair of sample and test. A fact with more of them is split: each of its tests becomes an input of its own.
const PAIRS_MAX = 1_000_000

const isUnary = (test: Test, declaration: FactDeclaration | undefined): boolean =>
  test.right.kind === 'literal' && declaration?.type !== 'list'

/** An input for the tests of one fact against literals. */
const partition = (tests: readonly Test[], left: FactReference, atoms: Atoms): { input: TableInput; truths: readonly Uint8Array[] } => {
  const { classOfSample, truths, classes } = mergeSamples(atoms.samples, tests)
  const classOf = (value: FactValue): number => classOfSample[atoms.indexOf(value)] as number // one class for each sample
  const { coded, samples, cuts } = atoms
  const scale = cuts === null ? null : { cuts: cuts.values, classes: classOfSample.subarray(cuts.first) }
  const codes = coded ? { classOfCode: classOfSample, values: samples } : { classOfCode: null, values: null }
  return { input: { left, right: null, classes, ...codes, scale, classOf }, truths }
}

/** An input that is one test: class 1 where it holds, class 0 where not. */
const bit = (test: Test): { input: TableInput; truths: readonly Uint8Array[] } => {
  const compare = compileComparison(test.decorators, test.operator)
  const { left, right } = test
  const truths = [Uint8Array.of(0, 1)]
  if (right.kind === 'fact') {
    const classOf = (a: FactValue, b: FactValue): number => (compare(a, b) ? 1 : 0)
    return { input: { left, right: right.reference, classes: 2, classOfCode: null, values: null, scale: null, classOf }, truths }
  }
  const classOf = (value: FactValue): number => (compare(value, right.value) ? 1 : 0)
  return { input: { left, right: null, classes: 2, classOfCode: null, values: null, scale: null, classOf }, truths }
}

const groupByFact = (tests: ReadonlyMap<string, Test>, facts: ReadonlyMap<string, FactDeclaration>): Test[][] => {
  const groups = new Map<string, Test[]>()
  for (const [text, test] of tests) {
    const unary = isUnary(test, facts.get(test.left.fact))
    const key = unary ? referenceKey(test.left) : `test ${text}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [test])
    else group.push(test)
  }
  return [...groups.values()]
}

/**
 * The dimensions that a table over `tests` needs. Facts with infinite domains get finite classes from the literals they are tested against;
 * tests of lists and tests between facts get two classes (LAW-10, LAW-31 to LAW-34).
 */
export const compileInputs = (tests: readonly Test[], facts: ReadonlyMap<string, FactDeclaration>): TestedInputs => {
  const keys = tests.map(testKey)
  const distinct = new Map<string, Test>()
  keys.forEach((key, index) => {
    const test = tests[index]
    if (test !== undefined && !distinct.has(key)) distinct.set(key, test)
  })
  const inputs: TableInput[] = []
  const tested = new Map<Test, TestedClasses>()
  const add = (group: readonly Test[], { input, truths }: { input: TableInput; truths: readonly Uint8Array[] }): void => {
    group.forEach((test, index) => tested.set(test, { input: inputs.length, truth: truths[index] ?? new Uint8Array() }))
    inputs.push(input)
  }
  for (const group of groupByFact(distinct, facts)) {
    const first = group[0] as Test // a group has a member
    const declaration = facts.get(first.left.fact)
    const atoms = atomsOf(declaration, first.left, group)
    if (!isUnary(first, declaration) || atoms.samples.length * group.length > PAIRS_MAX) for (const test of group) add([test], bit(test))
    else add(group, partition(group, first.left, atoms))
  }
  keys.forEach((key, index) => {
    const [test, found] = [tests[index], tested.get(distinct.get(key) as Test)] // every key is there
    if (test !== undefined && found !== undefined) tested.set(test, found)
  })
  return { inputs, tests: tested }
}
