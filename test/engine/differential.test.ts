import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileLaw, openSession } from '../../src/engine/index.js'
import type { Session } from '../../src/engine/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'
import type { Artifacts } from './fixture.js'
import { shippedLaw } from './fixture.js'
import { logicalClock, SESSION_ID } from './stream.js'

type Item =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: ReadonlyMap<string, number | boolean | string> }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'transition'; readonly to: string }

const source = fc.constantFrom(
  'h(q=0)', 'x(q=1)', 'h(q=2)', 'h(q=7)', 'cx(q1=0, q2=1)', 'cx(q1=1, q2=1)', 'measure(q=0)', 'barrier()', 'flush()',
  'pulse(q=0, duration=1, amplitude=0.5)', 'pulse(q=0, duration=4, amplitude=0.5)', 'h(', 'h()', 'unknown(a="A")',
)

const item: fc.Arbitrary<Item> = fc.oneof(
  { weight: 9, arbitrary: source.map((text): Item => ({ kind: 'source', source: text })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('h', 'h i', 'constructor', 'cx'), fc.constantFrom('q', 'q1'), fc.constantFrom(0, -1, 1.5, true, 'x', 3))
      .map(([name, parameter, value]): Item => ({ kind: 'operator', name, params: new Map([[parameter, value]]) })),
  },
  { weight: 2, arbitrary: fc.constantFrom('t1', 't2', 't3').map((tokenId): Item => ({ kind: 'token', tokenId })) },
  { weight: 2, arbitrary: fc.constantFrom('production', 'archive', 'sandbox', 'nowhere').map((to): Item => ({ kind: 'transition', to })) },
)

const capture = (session: Session, one: Item) => {
  switch (one.kind) {
    case 'source':
      return session.applyText(one.source)
    case 'operator':
      return session.apply(one.name, one.params)
    case 'token':
      return session.deployToken(one.tokenId)
    case 'transition':
      return session.transition(one.to)
  }
}

const edits: readonly [string, (artifacts: Artifacts) => void][] = [
  ['the shipped law', () => {}],
  [
    'scaled drift',
    (artifacts) => {
      artifacts['drift'].scale = [
        { operator: 'h', parameter: 'q', coefficient: 0.1 },
        { operator: 'pulse', parameter: 'duration', coefficient: -0.25 },
        { operator: 'pulse', parameter: 'amplitude', coefficient: 0.5 },
      ]
    },
  ],
  ['refused decreases', (artifacts) => void (artifacts['validation.rules'].options.tier_decrease = 'refuse')],
  ['measurement that inherits', (artifacts) => void (artifacts['operators'].frame_defaults.special.inherit = true)],
  ['a gap in the tiers of an environment', (artifacts) => void (artifacts['environments'].environments[1].tiers = ['r1', 'r3'])],
]

describe('[RPL-20] [SES-12] engine and kernel give the same entries', () => {
  test.each(edits)('%s', (_title, edit) => {
    const law = shippedLaw(edit)
    const [compiled, kernel] = [compileLaw(law), bindLaw(law)]
    const environment = fc.constantFrom('sandbox', 'sandbox', 'sandbox', 'production', 'archive')
    const backend = fc.constantFrom(null, null, 'local-sim', 'hybrid-sim', 'hardware-qpu-2')
    fc.assert(
      fc.property(environment, backend, fc.array(item, { maxLength: 40, size: 'max' }), (env, named, items) => {
        const ports = { sessionId: SESSION_ID, clock: logicalClock, digest: nodeDigest, write: () => {} }
        const ours = openSession({ law: compiled, environment: env, backend: named, ...ports })
        const theirs = kernel.open({ environment: env, backend: named ?? 'auto' })
        if (!ours.ok || !theirs.ok) throw new Error('the session opens')
        let { state } = theirs
        const follow = (event: Parameters<typeof kernel.step>[1], entry: unknown): void => {
          const step = kernel.step(state, event)
          if (step === null) throw new Error('the session has not ended')
          expect(entry).toEqual(step.entry)
          if (step.closedFrame !== null) expect(ours.session.summary.frames.last?.entry).toMatchObject({ ...step.closedFrame })
          expect(step.broken).toEqual([])
          ;({ state } = step)
        }
        for (const one of items) {
          const { entry, timestamp } = capture(ours.session, one)
          follow(one.kind === 'source' || one.kind === 'operator' ? { ...one, timestamp } : one, entry)
        }
        const { entry } = ours.session.close()
        follow({ kind: 'close' }, entry)
      }),
      runs(150),
    )
  })
})
