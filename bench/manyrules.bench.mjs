// Ten thousand rules: the index beside json-rules-engine over the same rules, verdicts compared; what decoding and compiling them takes.
import { performance } from 'node:perf_hooks'
import { decodeRuleTable } from '../dist/artifact/rules.js'
import { nodeOfJson } from '../dist/artifact/node-of-json.js'
import { compileTable, NO_RULE } from '../dist/engine/index.js'
import { compare } from './measure.mjs'
import { makePeer } from './peer.mjs'
import { domainOf, law, makeDraw } from './subject.mjs'

const TEXTS = ['operator-tier', 'operator-family', 'drift-label', 'environment', 'backend-named', 'frame-tier', 'frame-state', 'tier-step']
const FLAGS = ['arguments-valid', 'backend-matches', 'token-deployed', 'drift-overflows', 'backend-changes']
const FIELDS = ['q', 'q1', 'q2', 'duration']
const VALUES = 256

/** A test of `fact`, which may be a field of the arguments; few values of a field pass. */
function drawTest(draw, fact) {
  if (FIELDS.includes(fact)) {
    return { fact: 'params', path: `$.${fact}`, operator: draw(5) === 0 ? 'lessThan' : 'equal', value: draw(VALUES) }
  }
  const domain = domainOf(fact).filter((value) => value !== null)
  return { fact, operator: draw(4) === 0 ? 'notEqual' : 'equal', value: domain[draw(domain.length)] }
}

/** Four to six tests of different facts in each rule, one of them of a field; in a third of the rules also an `any` over several facts. */
function drawRules(count) {
  const draw = makeDraw()
  return Array.from({ length: count }, (_, index) => {
    const facts = [...TEXTS, ...FLAGS, ...FIELDS]
    const take = () => drawTest(draw, facts.splice(draw(facts.length), 1)[0])
    const all = Array.from({ length: 3 + draw(3) }, take)
    if (all.every(({ path }) => path === undefined)) all.push(drawTest(draw, FIELDS[draw(FIELDS.length)]))
    if (draw(3) === 0) all.push({ any: Array.from({ length: 2 + draw(2) }, take) })
    return { name: `rule-${index}`, priority: 100_000 - index, conditions: { all }, event: { type: `reason-${index}` } }
  })
}

function drawFacts(count) {
  const draw = makeDraw(7)
  return Array.from({ length: count }, () => {
    const facts = Object.fromEntries([...TEXTS, ...FLAGS].map((name) => [name, domainOf(name)[draw(domainOf(name).length)]]))
    return { ...facts, params: Object.fromEntries(FIELDS.map((field) => [field, draw(VALUES)])) }
  })
}

/** Rows of the bench of decisions over ten thousand rules; throws if the two sides decide differently. */
export async function run({ quick }) {
  const rules = drawRules(10_000)
  const context = { facts: law.facts, declared: null, hasFields: true, scope: 'operator' }
  const problems = []
  const began = performance.now()
  const decoded = decodeRuleTable(context)(nodeOfJson(rules), (...said) => void problems.push(said))
  const compiledFrom = performance.now()
  if (decoded === undefined) throw new Error(`the rules do not decode: ${JSON.stringify(problems[0])}`)
  const table = compileTable(decoded, law.facts)
  table.decide(() => null)
  const loaded = performance.now()
  const peer = makePeer(rules)
  const inputs = drawFacts(quick ? 20_000 : 100_000)
  const few = inputs.slice(0, quick ? 3 : 20)
  const values = inputs.map((facts) => table.reads.map(({ fact, field }) => (field === null ? facts[fact] : facts[fact][field])))
  for (const [index, facts] of few.entries()) {
    const ours = table.decideValues(values[index])
    const theirs = await peer.decide(facts)
    if ((ours === NO_RULE ? null : decoded[ours].name) !== theirs) throw new Error(`the deciders differ: ${JSON.stringify(facts)}`)
  }
  let sum = 0
  const row = await compare({
    job: `10,000 rules (${table.strategy}), a third with an any over several facts`,
    unit: 'decisions/s',
    ours: {
      label: 'compiled index, facts as strings and numbers',
      units: values.length,
      work: () => {
        for (const one of values) sum += table.decideValues(one)
      },
    },
    theirs: {
      label: 'json-rules-engine',
      units: few.length,
      work: async () => {
        for (const facts of few) await peer.decide(facts)
      },
    },
    rounds: quick ? 3 : 7,
    goal: '<= 5 us a decision, load <= 1 s',
  })
  const parts = `decoded in ${(compiledFrom - began).toFixed(0)} ms, compiled in ${(loaded - compiledFrom).toFixed(0)} ms`
  const won = Math.round((100 * values.filter((one) => table.decideValues(one) !== NO_RULE).length) / values.length)
  const note = `${(1e6 / row.ours.rate).toFixed(2)} us a decision; ${parts}; a rule wins ${won} % of the inputs`
  return [{ ...row, note: Number.isNaN(sum) ? 'no winner' : note }]
}
