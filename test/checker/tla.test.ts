import { describe, expect, test } from 'vitest'
import { exportModel } from '../../src/checker/export/export-model.js'
import { ltl } from '../../src/checker/temporal/ltl.js'
import { tlaOf } from '../../src/checker/export/tla.js'
import type { TlaOptions } from '../../src/checker/export/tla.js'
import type { Law } from '../../src/artifact/law.js'
import type { State } from '../../src/kernel/index.js'
import { hasTime, isDeep } from '../seed.js'
import { EXPORTED_LAWS } from './exported-laws.js'
import type { ExportedLaw } from './exported-laws.js'
import { searchPlainly } from './plain-search.js'
import { exploreModule, readModule } from './tla-reader.js'

const LAWS = EXPORTED_LAWS.filter((_, index) => hasTime || index % (isDeep ? 4 : 12) === 3)
const shipped = EXPORTED_LAWS.find(({ law }) => law.bundle.id === 'qcompute' && law.bundle.version === '1.1.0') as ExportedLaw

const exportOf = (one: ExportedLaw, options: Partial<TlaOptions> = {}) => {
  const exported = tlaOf(one.law, { ...one.options, ...options })
  if (!exported.ok) throw new Error(exported.unsupported)
  return exported
}

/** A state of the kernel as the values of the variables of the export, each counted by the lists of the law. */
const numbersIn = (law: Law, options: ExportedLaw['options']): ((state: State) => string) => {
  const model = exportModel(law, options)
  if (typeof model === 'string') throw new Error(model)
  const { environments, backends, tiers, ids, bounds, quanta, before } = model.coding
  const leaves = (name: 'session' | 'frame'): readonly string[] =>
    [...law.machines[name].nodes.values()].flatMap(({ type, path }) => (type === 'atomic' || type === 'final' ? [path] : []))
  const quantaIn = (drift: number): number => (drift === 0 ? 0 : drift / quanta.quantum)
  return ({ environment, backend, sessionState, frameState, frame, lastFrame, drift, tokens, tokensBound }) =>
    [
      leaves('session').indexOf(sessionState), environments.indexOf(environment), backend === null ? 0 : backends.indexOf(backend) + 1,
      leaves('frame').indexOf(frameState),
      ...(frame === null
        ? [0, 0, 0, 0]
        : [
            backends.indexOf(frame.backend) + 1, environments.indexOf(frame.environment) + 1, tiers.indexOf(frame.tier) + 1,
            quantaIn(frame.total),
          ]),
      ...(lastFrame === null ? [0, 0] : [backends.indexOf(lastFrame.backend) + 1, tiers.indexOf(lastFrame.tier) + 1]),
      quantaIn(drift.accumulated), bounds.indexOf(drift.bound), tokens.size, tokensBound,
      ...before.tokens.map((_, index) => ids.indexOf(tokens.toArray()[index] ?? '') + 1),
    ].join(' ')
}

describe('[CHK-34] a TLA+ module of a law', () => {
  test.each(LAWS)('$name: read from its text, it has the states and failures of the kernel', ({ law, options }) => {
    const exported = exportOf({ name: '', law, options })
    const module = readModule(exported.module)
    const invariants = [...exported.config.matchAll(/^ {2}(\S+)$/gm)].map(([, name = '']) => name)
    const found = exploreModule(module, invariants)
    const numbers = numbersIn(law, options)
    const reached = new Set<string>()
    const ours = searchPlainly(law, { ...options, most: 20_000 }, (state, _, step) => {
      reached.add(numbers(state)).add(numbers(step.state))
    })
    if (ours.broken.size === 0) {
      expect(ours.isComplete).toBe(true)
      expect([found.failure, found.states]).toEqual([null, ours.states])
      expect([...found.reached].filter((one) => !reached.has(one))).toEqual([])
    } else {
      expect(found.length).toBe(Math.min(...ours.broken.values()))
      expect(ours.broken.get(exported.names.get(found.failure ?? '') ?? '')).toBe(found.length)
    }
  })
  test('a reader of the module notices what a slip would do', () => {
    const { module } = exportOf(shipped)
    const invariants = ['TypeOK']
    const { states } = exploreModule(readModule(module), invariants)
    expect(() => readModule(module.replace('session \\in', 'nobody \\in'))).toThrow('nobody is not defined')
    expect(() => readModule(module.replaceAll(' THEN ', ' '))).toThrow(/./)
    expect(() => readModule(module.replace(/(THEN [^\n]*\n) +(?=\/\\)/, '$1  '))).toThrow(/./)
    expect(() => exploreModule(readModule(module.replaceAll('UNCHANGED <<session, ', 'UNCHANGED <<')), invariants)).toThrow(/values for/)
    const moving = /^\\\* -> production\n(Event_\d+) ==$/m.exec(module)?.[1] ?? 'none'
    const fewer = exploreModule(readModule(module.replace(new RegExp(`^ {2}.. ${moving}$`, 'm'), '')), invariants)
    expect(fewer.states).toBeLessThan(states)
    const limited = module.replace(/frame_drift \\in 0\.\.\d+/, 'frame_drift \\in 0..3')
    expect(exploreModule(readModule(limited), invariants).failure).toBe('TypeOK')
  })

  test('its configuration names what the module defines, and every event stands in Next', () => {
    const { module, config } = exportOf(shipped)
    const { definitions } = readModule(module)
    for (const [, name = ''] of config.matchAll(/^ {2}(\S+)$/gm)) expect(definitions.has(name)).toBe(true)
    const events = [...definitions.keys()].filter((name) => name.startsWith('Event_'))
    expect([...module.matchAll(/^ {2}\\\/ (Event_\d+)$/gm)].map(([, name]) => name)).toEqual(events)
    expect(config).toContain('SPECIFICATION Spec')
    expect(module.split('\n')[0]).toBe('---- MODULE QcomputeLaw ----')
  })

  test('a property has a tick, so that no step is taken for standing still, and fairness', () => {
    const property = {
      name: 'p', fairness: [{ strength: 'strong' as const, of: 'routed-meta' }],
      formula: ltl.globally(ltl.implies(ltl.proposition('refused-token-required'), ltl.eventually(ltl.proposition('routed-meta')))),
    }
    const { module, config } = exportOf(shipped, { property, invariants: [] })
    expect(module).toContain("Live == WF_vars(Next) /\\ SF_vars(Next /\\ prop_routed_meta')")
    expect(module).toContain('Property == ([] (prop_refused_token_required => (<> prop_routed_meta)))')
    expect(config).toContain('PROPERTY Property')
    const read = readModule(module)
    expect(read.variables.slice(-3)).toEqual(['prop_refused_token_required', 'prop_routed_meta', 'tick'])
    expect(exploreModule(read, ['TypeOK']).failure).toBeNull()
    const until = { ...property, formula: ltl.until(ltl.yes, ltl.no) }
    expect(tlaOf(shipped.law, { ...shipped.options, property: until })).toMatchObject({ unsupported: expect.stringContaining('until') })
  })
})
