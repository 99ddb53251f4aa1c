// Decisions of fifteen rules and of the shipped tables beside json-rules-engine over the very same rules, and beside rules written by hand.
// Each side has its facts in the form it decides fastest from; a row says which. Verdicts are compared on every input that both decide.
import { compileTable, NO_RULE } from '../dist/engine/index.js'
import { byHand, codesOf, drawFacts, loadRules, valuesOf } from './fifteen.mjs'
import { compare } from './measure.mjs'
import { makePeer, makeStoppingPeer } from './peer.mjs'
import { law } from './subject.mjs'

const INPUTS = 100_000

async function compareVerdicts(table, rules, peer, inputs) {
  for (const facts of inputs) {
    const ours = table.decideValues(valuesOf(table, facts))
    const name = ours === NO_RULE ? null : rules[ours].name
    if (name !== (await peer.decide(facts))) throw new Error(`verdicts differ: ${JSON.stringify(facts)}`)
  }
}

/** Collects what is decided, so that nothing is decided in vain. */
let sum = 0

const bySlots = (table, values) => ({
  label: `${table.strategy}, facts as strings in slots`,
  units: values.length,
  work: () => {
    for (const one of values) sum += table.decideValues(one)
  },
})

function byObjects(table, inputs) {
  let facts = inputs[0]
  const read = ({ fact, field }) => (field === null ? facts[fact] : facts[fact][field])
  return {
    label: `${table.strategy}, facts in plain objects`,
    units: inputs.length,
    work: () => {
      for (facts of inputs) sum += table.decide(read)
    },
  }
}

const byPeer = (label, peer, few) => ({
  label: `json-rules-engine, ${label}`,
  units: few.length,
  work: async () => {
    for (const facts of few) await peer.decide(facts)
  },
})

async function againstPeer({ title, rules, written, table }, goal, { quick }) {
  const inputs = drawFacts(table, INPUTS)
  const few = inputs.slice(0, quick ? 500 : 5_000)
  const peer = makePeer(written)
  const stopping = makeStoppingPeer(written)
  await compareVerdicts(table, rules, peer, few)
  await compareVerdicts(table, rules, stopping, few)
  const values = inputs.map((facts) => valuesOf(table, facts))
  const shared = { unit: 'decisions/s', theirs: byPeer('every rule tried', peer, few), rounds: quick ? 3 : 9 }
  const job = `${title}: ${rules.length} rules, ${INPUTS} random inputs, ${few.length} verdicts compared`
  return [
    await compare({ ...shared, job, ours: bySlots(table, values), goal }),
    await compare({ ...shared, job: `${job}; the very same objects`, ours: byObjects(table, inputs) }),
    await compare({ ...shared, job, ours: bySlots(table, values), theirs: byPeer('stopped at the first that holds', stopping, few) }),
  ]
}

async function againstHand({ table }, { quick }) {
  const inputs = drawFacts(table, INPUTS)
  const values = inputs.map((facts) => valuesOf(table, facts))
  const codes = codesOf(table, inputs)
  const width = table.reads.length
  for (const [index, facts] of inputs.entries()) {
    const hand = byHand(facts)
    const ours = [table.decideValues(values[index]), table.decideCodes(codes, index * width)]
    if (ours.some((one) => one !== hand)) throw new Error(`the rules by hand differ: ${JSON.stringify(facts)}`)
  }
  const byCodes = {
    label: 'dense table, facts interned',
    units: INPUTS,
    work: () => {
      for (let at = 0; at < codes.length; at += width) sum += table.decideCodes(codes, at)
    },
  }
  const theirs = {
    label: 'if and else by hand, facts as strings in objects',
    units: INPUTS,
    work: () => {
      for (const facts of inputs) sum += byHand(facts)
    },
  }
  const job = `15 rules against the same by hand, ${INPUTS} verdicts compared`
  const shared = { unit: 'decisions/s', theirs, rounds: quick ? 9 : 41 }
  return [
    await compare({ ...shared, job, ours: bySlots(table, values), goal: '>= 0.3' }),
    await compare({ ...shared, job: `${job}; ours interned`, ours: byCodes, goal: '>= 1' }),
  ]
}

/** Rows of the bench of decisions per second; throws if two sides decide differently. */
export async function run(options) {
  const member = (json, ...path) => path.reduce((value, key) => value[key], json)
  const shippedTable = (title, rules, kind, ...path) => {
    const written = member(law.source.artifacts.get(kind), ...path, 'rules')
    return { title, rules, written, table: compileTable(rules, law.facts) }
  }
  const flat = { title: 'flat facts', ...loadRules('fifteen-flat') }
  const paths = { title: 'facts with paths', ...loadRules('fifteen-paths') }
  const routing = shippedTable('shipped routing', law.routing.operator, 'routing', 'table')
  const validation = shippedTable('shipped validation', law.validation.operator, 'validation', 'tables', 'operator')
  const rows = [
    ...(await againstPeer(flat, '>= 1000', options)),
    ...(await againstPeer(paths, '>= 2500', options)),
    ...(await againstHand(flat, options)),
    (await againstPeer(routing, null, options))[0],
    (await againstPeer(validation, null, options))[0],
  ]
  if (Number.isNaN(sum)) throw new Error('a decision is no number')
  return rows
}
