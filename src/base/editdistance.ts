/**
 * The edit distance of two words: insertions, deletions, substitutions and swaps of neighbours, each of cost 1, no part edited twice
 * (optimal string alignment, the restricted Damerau-Levenshtein distance). Counts code units. Time is the product of the lengths.
 */
export const editDistance = (a: string, b: string): number => {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        cell(previous, column) + 1,
        cell(current, column - 1) + 1,
        cell(previous, column - 1) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, cell(beforePrevious, column - 2) + 1)
      current.push(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return cell(previous, b.length)
}

const cell = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY

const WORD_UNITS_MAX = 64
// What is suggested must not cost more than what was read.
const CANDIDATES_MAX = 1000

/**
 * The candidate that `word` was probably meant to be, or undefined. The distance may be a third of the longer word, at least 1 and
 * less than the length of `word`; the nearest wins, then the first in the given order. Words over 64 code units get no answer; only the
 * first 1,000 candidates are looked at.
 */
export const didYouMean = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word.length > WORD_UNITS_MAX) return undefined
  const folded = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  let left = CANDIDATES_MAX
  for (const candidate of candidates) {
    if (left-- === 0) break
    const longer = Math.max(word.length, candidate.length)
    const allowed = Math.min(Math.max(1, Math.floor(longer / 3)), word.length - 1)
    if (candidate.length > WORD_UNITS_MAX || Math.abs(word.length - candidate.length) > allowed) continue
    const distance = editDistance(folded, candidate.toLowerCase())
    if (distance <= allowed && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}
