// json-rules-engine as its manual has it used: one engine, rules added once, the facts of a decision given to run.
import { Engine } from 'json-rules-engine'

/** An engine over `rules` in its own form. `decide(facts)` takes a plain object and gives the name of the strongest rule that holds. */
export function makePeer(rules) {
  const engine = new Engine(rules, { allowUndefinedFacts: true })
  const priorities = new Map(rules.map(({ name, priority }) => [name, priority]))
  return {
    async decide(facts) {
      const { results } = await engine.run(facts)
      let strongest = null
      for (const { name } of results) if (strongest === null || priorities.get(name) > priorities.get(strongest)) strongest = name
      return strongest
    },
  }
}

/** The same, stopped at the first rule that holds: rules of different priority run one after the other, so that is the strongest. */
export function makeStoppingPeer(rules) {
  const engine = new Engine(rules, { allowUndefinedFacts: true })
  let strongest = null
  engine.on('success', (_event, _almanac, { name }) => {
    if (strongest !== null) return
    strongest = name
    engine.stop()
  })
  return {
    async decide(facts) {
      strongest = null
      await engine.run(facts)
      return strongest
    },
  }
}
