import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { machineArbitrary, orderedText } from '../../properties/arbitraries/machine.js'
import { mutate } from '../../properties/arbitraries/law.js'
import { lawOf, shippedLaw } from '../../properties/arbitraries/loading.js'
import { decodeRules, rulesetArbitrary, valuationArbitrary } from '../../properties/arbitraries/ruleset.js'
import type { Condition, FactReference, Test } from '../../src/artifact/condition.js'
import type { Law } from '../../src/artifact/law.js'
import { decodeMachine } from '../../src/artifact/statechart.js'
import { flattenMachine } from '../../src/checker/export/export-machine.js'
import { identifiersOf } from '../../src/checker/export/export-model.js'
import { quantaOf } from '../../src/checker/export/export-quanta.js'
import { relates } from '../../src/checker/export/export-relation.js'
import type { Constant } from '../../src/checker/export/export-relation.js'
import { ltl } from '../../src/checker/temporal/ltl.js'
import { invariantInMessage, promelaOf } from '../../src/checker/export/promela.js'
import { tlaOf } from '../../src/checker/export/tla.js'
import { evaluateCondition, isDone, stepMachine } from '../../src/kernel/index.js'
import { runs } from '../seed.js'

const OPTIONS = { tokens: 2, symmetry: true }
const law = shippedLaw()

const textOf = (one: Law, options: Parameters<typeof promelaOf>[1] = OPTIONS): string => {
  const exported = promelaOf(one, options)
  if (!exported.ok) throw new Error(exported.unsupported)
  return exported.text
}

/** The shipped law, all of whose operators drift by `value`. */
const withNominal = (value: number): Law => ({
  ...law,
  drift: { ...law.drift, nominal: new Map([...law.drift.nominal].map(([label]) => [label, value])) },
})

const refusal = (text: string) => ({ ok: false, unsupported: expect.stringContaining(text) as unknown })

const testsIn = (condition: Condition): readonly Test[] =>
  condition.kind === 'test' ? [condition] : condition.kind === 'not' ? testsIn(condition.of) : condition.of.flatMap(testsIn)

describe('[CHK-30] translated from the artifacts, by code of its own', () => {
  test('relations of values are those of the kernel', () => {
    let count = 0
    fc.assert(
      fc.property(rulesetArbitrary, valuationArbitrary, (rules, valuation) => {
        const valueOf = ({ fact, params, field }: FactReference): Constant => {
          const value = valuation(fact, params)
          return value instanceof Map ? (field === null ? null : (value.get(field) ?? null)) : (value as Constant)
        }
        for (const one of decodeRules(rules).flatMap(({ condition }) => testsIn(condition))) {
          const right = one.right.kind === 'fact' ? valueOf(one.right.reference) : one.right.value
          expect(relates(one.decorators, one.operator, valueOf(one.left), right)).toBe(evaluateCondition(one, valueOf))
          count += 1
        }
      }),
      runs(200),
    )
    expect(count).toBeGreaterThan(200)
  })

  test('machines without parallel states are those of the kernel, leaf by leaf', () => {
    let count = 0
    fc.assert(
      fc.property(machineArbitrary, fc.func(fc.boolean()), (random, guard) => {
        const decoded = decodeMachine(orderedText(random.config), { file: 'random.json', id: random.id, version: random.version })
        if (!decoded.ok) throw new Error('no machine')
        const { machine } = decoded
        const flat = flattenMachine(machine)
        expect(flat === null).toBe([...machine.nodes.values()].some(({ type }) => type === 'parallel'))
        if (flat === null) return
        for (const leaf of flat.leaves) {
          expect(flat.isDone(leaf)).toBe(isDone(machine, [leaf]))
          for (const event of machine.events) {
            const step = stepMachine(machine, [leaf], event, (name) => guard(name))
            const taken = flat.candidates(leaf, event).find((one) => one.guard === null || guard(one.guard))
            expect(taken === undefined).toBe(!step.changed)
            if (taken === undefined) continue
            const where = `${leaf} ${event} ${orderedText(random.config)}`
            expect([[taken.target], taken.actions], where).toEqual([step.configuration, step.actions])
            count += 1
          }
        }
      }),
      runs(300),
    )
    expect(count).toBeGreaterThan(200)
  })

  test('the same law and options give the same text', () => {
    expect(textOf(shippedLaw())).toBe(textOf(law))
    expect(textOf(law)).toContain(law.digest)
  })

  test('names of a law end no comment and add no line', () => {
    const rename = (name: string): Law => ({
      ...law,
      routing: { ...law.routing, operator: law.routing.operator.map((rule) => ({ ...rule, name: `${name}${rule.name}` })) },
      invariants: law.invariants.map((one) => ({ ...one, name: `${name}${one.name}` })),
    })
    const options = { ...OPTIONS, invariants: [] }
    for (const name of ['*/ assert(false); /*', 'a\n#define x \\ " é \\* ']) {
      const shape = (text: string): string => text.replaceAll(/\/\*.*\*\//g, '')
      expect(shape(textOf(rename(name), options))).toBe(shape(textOf(law, options)))
      const exported = tlaOf(rename(name), options)
      expect(exported.ok && exported.module.split('\n').length).toBe((tlaOf(law, options) as { module: string }).module.split('\n').length)
    }
  })

  test('identifiers are names of every language, and each once', () => {
    const names = ['a-b', 'a b', 'A_B', 'a_b', '', '∞', 'x'.repeat(300)]
    const found = identifiersOf('inv', names)
    expect(new Set(found.map((one) => one.toLowerCase())).size).toBe(names.length)
    for (const one of found) expect(one).toMatch(/^inv_[A-Za-z0-9_]*$/)
  })
})

describe('[CHK-31] what an export cannot hold is refused by name', () => {
  test.each([
    ['drift by arguments', lawOf(mutate([{ kind: 'addScale', at: 0, to: 0 }])), 'drift that depends on arguments'],
    ['drift too fine', lawOf(mutate([{ kind: 'setNominal', at: 0, to: 6 }])), 'drift in more than 65536 steps'],
    ['drift that is not exact', withNominal(0.1), 'drift whose sums are not exact'],
  ])('%s', (_, one, unsupported) => {
    expect(promelaOf(one, OPTIONS)).toEqual({ ok: false, unsupported })
    expect(tlaOf(one, OPTIONS)).toEqual({ ok: false, unsupported })
  })

  test('a parallel machine, too many tokens', () => {
    const { root } = law.machines.frame
    const parallel = { ...root, type: 'parallel' as const }
    const frame = { ...law.machines.frame, root: parallel, nodes: new Map([...law.machines.frame.nodes, ['', parallel]]) }
    expect(promelaOf({ ...law, machines: { ...law.machines, frame } }, OPTIONS)).toMatchObject(refusal('parallel'))
    expect(promelaOf(law, { ...OPTIONS, tokens: 17 })).toMatchObject(refusal('tokens'))
  })

  test('sums that the kernel rounds are refused', () => {
    let exact = 0
    const judge = (value: number): void => {
      const quanta = quantaOf(withNominal(value))
      if (typeof quanta === 'string') return
      exact += 1
      // The greatest bound is 0.75: these are the totals that a model follows.
      let total = 0
      for (let count = 1; count <= quanta.greatest; count++) {
        total += value
        expect([total / count, quanta.count(value)]).toEqual([value, 1])
        expect(quanta.floor(0.75) >= count).toBe(total <= 0.75)
      }
    }
    fc.assert(fc.property(fc.double({ min: 0.001, max: 0.4, noNaN: true }), judge), runs(500))
    const parts = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 12 }))
    fc.assert(fc.property(parts, ([part, shift]) => judge(part / 2 ** shift)), runs(500))
    expect(exact).toBeGreaterThan(100)
  })
})

describe('[CHK-33] properties', () => {
  const property = (formula: Parameters<typeof ltl.not>[0], fairness: { strength: 'weak' | 'strong'; of: string }[] = []) => ({
    name: 'a-b', formula, fairness,
  })
  const refused = ltl.proposition('refused-token-required')
  const routed = ltl.proposition('routed-meta')

  test('remembers what only the property needs', () => {
    const text = textOf(law, { ...OPTIONS, property: property(ltl.globally(ltl.implies(refused, ltl.next(routed)))) })
    expect(text).toContain('ltl property_a_b { (is_opened == 0) U ((is_opened == 1) && ([] ((was_1 == 1) -> (prop_routed_meta == 1)))) }')
    const variables = ['is_opened', 'was_1', 'prop_refused_token_required', 'prop_routed_meta']
    expect([...text.matchAll(/^bool (\w+);$/gm)].map(([, name]) => name)).toEqual(variables)
    expect(text).not.toContain('inv_')
  })

  test('refusals that differ in their reason alone are kept apart where a property asks for it', () => {
    const names = ['refused-archive-terminal', 'refused-illegal-in-environment']
    const [one, other] = names.map((name) => ltl.proposition(name))
    const text = textOf(law, { ...OPTIONS, property: property(ltl.globally(ltl.not(ltl.and(one ?? ltl.yes, other ?? ltl.yes)))) })
    for (const name of names) expect(text).toContain(`prop_${name.replaceAll('-', '_')} = true;`)
  })

  test('fairness is a premise', () => {
    const fairness = [{ strength: 'weak' as const, of: 'routed-meta' }, { strength: 'strong' as const, of: 'refused-token-required' }]
    const text = textOf(law, { ...OPTIONS, property: property(ltl.eventually(routed), fairness) })
    expect(text).toContain('((<> ([] enabled_prop_routed_meta)) -> ([] (<> (prop_routed_meta == 1))))')
    expect(text).toContain('(([] (<> enabled_prop_refused_token_required)) -> ([] (<> (prop_refused_token_required == 1))))')
  })

  test.each([
    [ltl.next(refused), [], 'a use of next beside'],
    [ltl.proposition('nobody'), [], 'the unknown proposition nobody'],
    [refused, [{ strength: 'weak' as const, of: 'nobody' }], 'the unknown proposition nobody'],
  ])('refused: %#', (formula, fairness, unsupported) => {
    expect(promelaOf(law, { ...OPTIONS, property: property(formula, fairness) })).toMatchObject(refusal(unsupported))
  })

  test('a message of SPIN names the invariant', () => {
    expect(invariantInMessage(['a', 'b'], 'assertion violated ((x>1)||(2==0))')).toBe('b')
    expect(invariantInMessage(['a', 'b'], 'assertion violated (0||(1==0))')).toBe('a')
    expect(invariantInMessage(['a'], 'invalid end state')).toBeNull()
  })
})
