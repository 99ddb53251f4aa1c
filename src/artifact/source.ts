import { LIMITS } from '../base/limits.js'
import { didYouMean } from '../base/editdistance.js'
import { compareCodeUnits } from '../base/order.js'
import type { ProblemCode } from './catalogue.js'
import type { Place, Problem } from './problem.js'

/** A text with its name; gives the place of an offset. */
export interface Source {
  readonly file: string
  readonly text: string
  /** The 1-based line and column, in UTF-16 units, of an offset into the text. */
  place(offset: number): Place
}

const lineStartsOf = (text: string): readonly number[] => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The source of `text` named `file`; lines end at LF and are looked for when the first place is asked for. */
export const makeSource = (file: string, text: string): Source => {
  let starts: readonly number[] | undefined
  return {
    file,
    text,
    place: (offset) => {
      starts ??= lineStartsOf(text)
      let [low, high] = [0, starts.length - 1]
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
    },
  }
}

/** What was expected, or how to find that out: looking for the nearest of many names is worth its cost for few problems only. */
export type Expected = string | (() => string)

/** Reports a problem at an offset of one source; gives undefined, so that a decoder can return it. */
export type Report = (offset: number, code: ProblemCode, message: string, expected?: Expected) => undefined

const PROBLEMS_KEPT_MAX = 10_000
const MESSAGE_UNITS_MAX = 400

// What the parser of a package says can hold as much as the file does.
const shortened = (message: string): string =>
  message.length <= MESSAGE_UNITS_MAX ? message : `${message.slice(0, MESSAGE_UNITS_MAX).replace(/[\ud800-\udbff]$/, '')}…`

/** A report for `source` that collects into `problems`, of which it keeps a bounded number. */
export const makeReport =
  (source: Source, problems: Problem[]): Report =>
  (offset, code, message, expected) => {
    if (problems.length >= PROBLEMS_KEPT_MAX) return undefined
    const [place, said] = [source.place(offset), shortened(message)]
    problems.push({ ...place, code, severity: 'error', message: said, expected: expectedOf(expected, problems.length) })
    return undefined
  }

/** What was expected where `found` problems are known already; null if finding it out is put off and these are enough. */
export const expectedOf = (expected: Expected | undefined, found: number): string | null =>
  typeof expected !== 'function' ? (expected ?? null) : found < LIMITS.problemsMax.value ? expected() : null

/** Offending text in quotes on one line, cut after 60 code units. */
export const quote = (text: string): string => {
  const cut = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return JSON.stringify(cut).replace(/\u2028|\u2029|\u0085|\u007f/g, '?')
}

const SHOWN_MAX = 12
// What is suggested must not cost more than what was read.
const LOOKED_AT_MAX = 1000

const firstOf = (candidates: Iterable<string>): readonly string[] => {
  const first: string[] = []
  for (const candidate of candidates) if (first.push(candidate) === LOOKED_AT_MAX) break
  return first
}

/** What to write instead of `word`: the nearest of the first 1,000 candidates, else the first candidates (LAW-60). */
export const suggest = (word: string, candidates: Iterable<string>): string => {
  const all = firstOf(candidates)
  const near = didYouMean(word, all)
  if (near !== undefined) return `did you mean ${quote(near)}?`
  if (all.length === 0) return 'there is none'
  const shown = all.slice(0, SHOWN_MAX).map(quote).join(', ')
  return `expected ${all.length > 1 ? 'one of ' : ''}${shown}${all.length > SHOWN_MAX ? ', …' : ''}`
}

/** The problems sorted by file, line, column and code, each once, at most 100 (LAW-60). */
export const sortedProblems = (problems: readonly Problem[]): readonly Problem[] => {
  const sorted = [...problems].sort(
    (a, b) =>
      compareCodeUnits(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareCodeUnits(a.code, b.code) ||
      compareCodeUnits(a.message, b.message),
  )
  const isRepeated = (problem: Problem, index: number): boolean => {
    const before = sorted[index - 1]
    return before !== undefined && before.message === problem.message && before.line === problem.line && before.column === problem.column
  }
  return sorted.filter((problem, index) => !isRepeated(problem, index)).slice(0, LIMITS.problemsMax.value)
}
