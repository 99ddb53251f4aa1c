import fc from 'fast-check'
import { expect, test } from 'vitest'
import { machineArbitrary, orderedText } from '../../properties/arbitraries/machine.js'
import type { RandomMachine } from '../../properties/arbitraries/machine.js'
import { decodeMachine } from '../../src/artifact/statechart.js'
import { runs } from '../seed.js'
import { compareMachine } from './machine-agreement.js'

/** What a machine is made of, to see that random machines have it all. */
const constructsOf = ({ config }: RandomMachine): readonly string[] => {
  const text = orderedText(config)
  const found = (name: string, pattern: RegExp): readonly string[] => (pattern.test(text) ? [name] : [])
  return [
    ...found('parallel', /"type":"parallel"/),
    ...found('final', /"type":"final"/),
    ...found('compound', /"initial":/),
    ...found('parallel in parallel', /"type":"parallel".*"states":\{"[^"]*":\{"type":"parallel"/),
    ...found('entry', /"entry":/),
    ...found('exit', /"exit":/),
    ...found('reenter', /"reenter":true/),
    ...found('guard', /"guard":/),
    ...found('candidates', /\},\{"(?:target|guard|actions)"/),
    ...found('sibling target', /"target":"[^#.]/),
    ...found('child target', /"target":"\./),
    ...found('deep child target', /"target":"\.[^"]*\./),
    ...found('root target', /"target":"#random"/),
    ...found('path target', /"target":"#random\./),
    ...found('no target', /\{"actions":/),
    ...found('target alone', /"(?:e1|e2|to\.e1)":"/),
    ...found('hostile state', /"__proto__":\{/),
  ]
}

const CONSTRUCTS = 17

test('[LAW-46] random machines, three ways', () => {
  const seen = new Map<string, number>()
  let triples = 0
  fc.assert(
    fc.property(machineArbitrary, (random) => {
      const decoded = decodeMachine(orderedText(random.config), { file: 'random.json', id: random.id, version: random.version })
      if (!decoded.ok) throw new Error(decoded.problems.map(({ code, message }) => `${code} ${message}`).join('\n'))
      const agreement = compareMachine(decoded.machine, random.config, 24)
      triples += agreement.triples
      for (const construct of constructsOf(random)) seen.set(construct, (seen.get(construct) ?? 0) + 1)
      if (agreement.disagreements.length > 0) {
        throw new Error(`${orderedText(random.config)}\n${JSON.stringify(agreement.disagreements[0], null, 1)}`)
      }
    }),
    runs(150),
  )
  expect([...seen.keys()].length).toBe(CONSTRUCTS)
  expect(triples).toBeGreaterThan(5_000)
})
