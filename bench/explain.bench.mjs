// What it costs to keep an explanation of every decision: a decision log beside the same table without one. Both sides are given the facts
// as objects and lay them out for the table, so that the memory of what is kept is paid for.
import { DecisionLog } from '../dist/engine/index.js'
import { drawFacts, loadRules } from './fifteen.mjs'
import { compare } from './measure.mjs'
import { makePeer } from './peer.mjs'
import { law } from './subject.mjs'

const INPUTS = 100_000

/** Rows of the bench of decisions with an explanation kept; throws if an explanation names another winner than json-rules-engine. */
export async function run({ quick }) {
  const rows = []
  for (const name of ['fifteen-flat', 'fifteen-paths']) {
    const { rules, written, table } = loadRules(name)
    const inputs = drawFacts(table, INPUTS)
    const { reads } = table
    const layOut = (facts) => reads.map(({ fact, field }) => (field === null ? facts[fact] : facts[fact][field]))
    const peer = makePeer(written)
    const log = new DecisionLog(rules, law.facts, table)
    const few = quick ? 200 : 1_000
    for (const facts of inputs.slice(0, few)) log.decide(layOut(facts))
    for (let index = 0; index < few; index++) {
      const { winner, matched } = log.explain(index)
      if (winner !== (await peer.decide(inputs[index])) || matched[0] !== winner) throw new Error(`explanation ${index} differs`)
    }
    let sum = 0
    const kept = () => {
      const full = new DecisionLog(rules, law.facts, table)
      for (const facts of inputs) sum += full.decide(layOut(facts))
    }
    const plain = () => {
      for (const facts of inputs) sum += table.decideValues(layOut(facts))
    }
    const row = await compare({
      job: `${name}: ${rules.length} rules, ${few} explanations compared`,
      unit: 'decisions/s',
      ours: { label: 'every decision kept with its facts', units: INPUTS, work: kept },
      theirs: { label: 'the same table, nothing kept', units: INPUTS, work: plain },
      rounds: quick ? 9 : 41,
      goal: '>= 0.5 (at most twice the time)',
    })
    rows.push({ ...row, note: `${(1 / row.ratio).toFixed(2)} times the time${Number.isNaN(sum) ? ', no number' : ''}` })
  }
  return rows
}
