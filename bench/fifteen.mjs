// Fifteen routing rules, loaded as a law is, over the shipped artifacts; the facts as callers have them, and the rules written by hand.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { loadBundle } from '../dist/artifact/load.js'
import { compileTable } from '../dist/engine/index.js'
import { openLawFiles } from '../dist/shell/law-files.js'
import { nodeDigest } from '../dist/shell/node-digest.js'
import { domainOf, makeDraw } from './subject.mjs'

const shipped = fileURLToPath(new URL('../rules/qcompute/1.0.0', import.meta.url))

/** The rules of bench/data/<name>.rules.yaml: as they stand in the file, decoded, and compiled. */
export function loadRules(name) {
  const text = readFileSync(new URL(`data/${name}.rules.yaml`, import.meta.url), 'utf8')
  const { file, ownMachine, shippedMachine } = openLawFiles(shipped)
  const routing = (asked) => (asked === 'routing.rules.yaml' ? text : asked === 'cases.yaml' ? null : file(asked))
  const loaded = loadBundle({ folder: shipped, file: routing, ownMachine, shippedMachine, digest: nodeDigest })
  if (!loaded.ok) throw new Error(`${name} does not load: ${JSON.stringify(loaded.problems[0])}`)
  const { law } = loaded
  return { written: parse(text).table.rules, rules: law.routing.operator, table: compileTable(law.routing.operator, law.facts) }
}

const FIELDS = { q: 32, q1: 32, q2: 32, duration: 100, amplitude: 1 }

/** A value of a field: a number below its bound, or null where an operator has no such argument. */
function drawField(draw, most) {
  if (draw(4) === 0) return null
  return most === 1 ? draw(1000) / 1000 : draw(most)
}

/** `count` random valuations of the facts that `table` reads, as plain objects that all have one shape. */
export function drawFacts(table, count) {
  const draw = makeDraw()
  const names = [...new Set(table.reads.map(({ fact }) => fact))]
  const drawFact = (name) => {
    if (name === 'params') return Object.fromEntries(Object.entries(FIELDS).map(([field, most]) => [field, drawField(draw, most)]))
    const domain = domainOf(name)
    return domain[draw(domain.length)]
  }
  return Array.from({ length: count }, () => Object.fromEntries(names.map((name) => [name, drawFact(name)])))
}

/** The values of an object in the order in which the table reads them. */
export const valuesOf = (table, facts) => table.reads.map(({ fact, field }) => (field === null ? facts[fact] : facts[fact][field]))

/** Their codes, one valuation behind the other. */
export const codesOf = (table, all) =>
  Uint16Array.from(all.flatMap((facts) => valuesOf(table, facts).map((value, index) => table.inputs[index].values.indexOf(value))))

/** The rules of fifteen-flat as a person writes them: the index of the rule that wins. */
export function byHand(facts) {
  if (facts['frame-state'] === 'pending') return 0
  if (facts['operator-tier'] === 'r3') return 1
  if (facts['operator-family'] === 'measurement') return 2
  if (facts['operator-family'] === 'meta') return 3
  if (facts['frame-state'] === 'absent') return 4
  if (facts['tier-step'] === 'up') return facts['operator-family'] === 'composite' ? 5 : 6
  if (facts['tier-step'] === 'down') return facts['drift-label'] === 'high' ? 7 : 8
  if (facts['backend-changes'] === true) return 9
  if (facts['drift-overflows'] === true) return facts['drift-label'] === 'high' ? 10 : 11
  if (facts['drift-label'] === 'reset' && facts['frame-tier'] !== 'r1') return 12
  if (facts['tier-step'] === 'unranked') return 13
  return 14
}
