// Medians of alternating pairs: both sides run in one process, in turn, so that a slow moment of the machine hits both.
import { performance } from 'node:perf_hooks'

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Seconds that `work` takes, awaited. */
export async function seconds(work) {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/**
 * Runs `ours` and `theirs` `rounds` times in alternation after one warm-up of each.
 * A side is {label, units, work}: `work()` processes `units` units. Gives rates in units per second and the median of the ratios.
 */
export async function compare({ job, unit, ours, theirs, rounds, goal, note }) {
  await ours.work()
  await theirs.work()
  const rates = { ours: [], theirs: [] }
  const ratios = []
  for (let round = 0; round < rounds; round++) {
    const first = ours.units / (await seconds(ours.work))
    const second = theirs.units / (await seconds(theirs.work))
    rates.ours.push(first)
    rates.theirs.push(second)
    ratios.push(first / second)
  }
  return {
    job,
    unit,
    ours: { label: ours.label, rate: median(rates.ours) },
    theirs: { label: theirs.label, rate: median(rates.theirs) },
    ratio: median(ratios),
    rounds,
    goal: goal ?? null,
    note: note ?? null,
  }
}

/** A rate for people: 12.3 k, 4.56 M. */
export function readable(value) {
  const [scale, letter] = value >= 1e6 ? [1e6, ' M'] : value >= 1e3 ? [1e3, ' k'] : [1, '']
  const scaled = value / scale
  return `${scaled >= 100 ? scaled.toFixed(0) : scaled >= 10 ? scaled.toFixed(1) : scaled.toFixed(2)}${letter}`
}
