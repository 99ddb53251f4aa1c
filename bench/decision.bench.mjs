// A routing decision from string facts: the compiled table beside json-rules-engine over the artifact's own rules, verdicts compared.
import { makeRulesOracle } from '../dist/oracle/rules-oracle.js'
import { compileTable } from '../dist/engine/index.js'
import { compare } from './measure.mjs'
import { law, makeDraw } from './subject.mjs'

function valuations(count, facts) {
  const draw = makeDraw()
  return Array.from({ length: count }, () => {
    const values = new Map()
    for (const name of facts) {
      const { type, domain, nullable } = law.facts.get(name)
      const domainValues = type === 'boolean' ? [false, true] : nullable ? [...domain, null] : domain
      values.set(name, domainValues[draw(domainValues.length)])
    }
    return values
  })
}

async function bench(title, rules, json, { quick }) {
  const table = compileTable(rules, law.facts)
  const oracle = makeRulesOracle(json)
  const inputs = valuations(100_000, oracle.facts)
  const few = inputs.slice(0, quick ? 500 : 3_000)
  for (const values of few) {
    const ours = table.decide(({ fact }) => values.get(fact))
    const { winner } = await oracle.decide((fact) => values.get(fact))
    if ((rules[ours]?.name ?? null) !== winner) throw new Error(`the deciders differ on ${JSON.stringify([...values])}`)
  }
  let sum = 0
  return compare({
    job: `${title}: ${rules.length} rules, ${few.length} verdicts compared`,
    unit: 'decisions/s',
    ours: {
      label: `compiled table (${table.strategy}), facts as strings`,
      units: inputs.length,
      work: () => {
        for (const values of inputs) sum += table.decide(({ fact }) => values.get(fact))
      },
    },
    theirs: {
      label: 'json-rules-engine',
      units: few.length,
      work: async () => {
        for (const values of few) await oracle.decide((fact) => values.get(fact))
      },
    },
    rounds: quick ? 3 : 9,
    goal: '>= 1000',
    note: Number.isNaN(sum) ? 'no winner' : null,
  })
}

/** Rows of the bench of decisions per second; throws if the two sides decide differently. */
export async function run(options) {
  const routing = law.source.artifacts.get('routing')
  const validation = law.source.artifacts.get('validation')
  const member = (json, ...path) => path.reduce((value, key) => (value instanceof Map ? value.get(key) : value[key]), json)
  return [
    await bench('routing', law.routing.operator, member(routing, 'table', 'rules'), options),
    await bench('validation of an operator', law.validation.operator, member(validation, 'tables', 'operator', 'rules'), options),
  ]
}
