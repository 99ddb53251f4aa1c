import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Law } from '../../src/artifact/law.js'
import { canonicalJson } from '../../src/base/index.js'
import { certifiedEvents } from '../../src/checker/certificate/certificate-events.js'
import { stateOf, valuesOf } from '../../src/checker/certificate/certificate-state.js'
import type { Confirmation } from '../../src/checker/certificate/certificate-verdict.js'
import { confirmCertificate } from '../../src/checker/certificate/confirm.js'
import { bindLaw } from '../../src/kernel/index.js'
import { loadLaw } from '../../src/shell/law-store.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { lawWith } from '../kernel/fixture.js'
import { runs } from '../seed.js'
import { bodyOf, certified, rehashed, statesIn, withStates } from './certificate-fixture.js'
import type { Body } from './certificate-fixture.js'
import { BROKEN, drawing } from './path-fixture.js'

/** A law with few states: drift is coarse. */
const law = lawWith({ 'drift.yaml': [['nominal: 0.0625', 'nominal: 0.25']] })
const root = fileURLToPath(new URL('../../', import.meta.url))
const confirm = (text: string, under: Law = law): Confirmation => confirmCertificate(text, under, nodeDigest)
const text = certified(law, 0)
const body = bodyOf(text)
const refused = (changed: Body, under: Law = law) => expect(confirm(rehashed(changed), under))

describe('[CHK-44] what is confirmed', () => {
  test.each([
    ['rules/qcompute/1.0.0', 1, true], ['rules/qcompute/1.0.0', 2, false], ['rules/openqasm/1.0.0', 1, true],
    ['examples/rulesets/staging', 2, true],
  ] as const)('%s, %i tokens, symmetry %s', (folder, tokens, symmetry) => {
    const loaded = loadLaw(`${root}${folder}`)
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
    const { law: shipped } = loaded.value
    const whole = certified(shipped, tokens, symmetry)
    const asked = certifiedEvents(shipped, tokens)
    const [states, ended] = [statesIn(bodyOf(whole)), statesIn(bodyOf(whole)).filter((state) => state[2] !== 'open')]
    expect(confirm(whole, shipped)).toEqual({
      ok: true, states: states.length, steps: (states.length - ended.length) * (asked.ok ? asked.events.length : 0), tokens,
      invariants: shipped.invariants.map(({ name }) => name),
    })
  })

  test('a law whose tokens conditions name, and one whose rules read arguments', () => {
    const special = lawWith({
      'drift.yaml': [['nominal: 0.0625', 'nominal: 0.25']],
      'validation.rules.yaml': [['{ fact: token-deployed, operator: equal, value: false }',
        '{ fact: token-id-deployed, params: { id: token-2 }, operator: equal, value: false }'],
      ['{ fact: drift-exceeds, operator: equal, value: true }', '{ fact: params, path: $.q, operator: greaterThan, value: 3 }']],
    })
    for (const symmetry of [true, false]) expect(confirm(certified(special, 1, symmetry), special)).toMatchObject({ ok: true })
  })

  test.each(BROKEN)('not %s: the first step that breaks it is named', (_, invariant, edits) => {
    const broken = lawWith(edits)
    const answer = confirm(certified(broken), broken)
    expect(answer).toMatchObject({ ok: false, code: 'invariant', message: `${invariant} does not hold` })
    if (answer.ok || answer.state === null || answer.event === null) throw new Error('a state and an event are named')
    const state = stateOf(broken, answer.state, JSON.parse(answer.state[12] ?? '') as string[], (ids) => ids)
    const step = state === null ? null : bindLaw(broken).step(state, answer.event)
    expect(step?.broken.map(({ name }) => name)).toContain(invariant)
  })

  test('not what is stopped', () => {
    expect(confirmCertificate(text, law, nodeDigest, (done) => done < 10)).toMatchObject({ ok: false, code: 'stopped' })
  })
})

describe('[CHK-47] a changed certificate that has the right hash again', () => {
  const states = statesIn(body)

  test('without any one state is refused: an initial one is missed, or a step leads out', () => {
    const codes = states.filter((_, index) => index % 12 === 0 || index < 12).map((gone) => {
      const answer = confirm(rehashed(withStates(body, states.filter((state) => state !== gone))))
      return answer.ok ? gone.join() : answer.code
    })
    expect([...new Set(codes)].sort()).toEqual(['closed', 'initial'])
  })

  test('with a further state is refused exactly if that is no state, leads out or breaks an invariant', () => {
    const kernel = bindLaw(law)
    const asked = certifiedEvents(law, 0)
    if (!asked.ok) throw new Error(asked.beyond)
    const keyOf = (values: readonly string[] | null): string => canonicalJson(values)
    const known = new Set(states.map(keyOf))
    const draw = drawing(7)
    const pick = (variable: number): string => states[draw(states.length)]?.[variable] ?? ''
    const seen = new Map<string, number>()
    for (let run = 0; run < 120; run++) {
      const more = (states[draw(states.length)] ?? []).map((value, variable) => (draw(4) === 0 ? pick(variable) : value))
      if (known.has(keyOf(more))) continue
      const answer = confirm(rehashed(withStates(body, [...states, more])))
      const state = stateOf(law, more, JSON.parse(more[12] ?? '[]') as string[], (ids) => ids)
      const isFine = state !== null && asked.events.every((event) => {
        try {
          const step = kernel.step(state, event)
          const after = step === null ? null : keyOf(valuesOf(law, step.state, (ids) => ids))
          return step === null || (step.broken.length === 0 && after !== null && (known.has(after) || after === keyOf(more)))
        } catch {
          return false
        }
      })
      expect(answer.ok, more.join(' ')).toBe(isFine)
      const word = answer.ok ? 'harmless' : answer.code
      seen.set(word, (seen.get(word) ?? 0) + 1)
    }
    expect([...seen.keys()].sort()).toEqual(['closed', 'harmless', 'invariant', 'state'])
  })

  const variables = body.variables.map((name, variable) => [name, variable] as const)
  test.each(variables)('in which a value of %s is another is refused', (_, variable) => {
    for (const [index, value] of (body.values[variable] ?? []).entries()) {
      for (const other of ['', 'x', 'NaN', 'none', '1e999', `${value} `, '__proto__', '["t1","t1"]', '0.3']) {
        if (other === value || (body.values[variable] ?? []).includes(other)) continue
        const values = body.values.map((texts, at) => (at === variable ? texts.with(index, other) : texts))
        expect(confirm(rehashed({ ...body, values })).ok, other).toBe(false)
      }
    }
  })

  test('whose values are given other numbers, or whose rows, tails or sets stand in another order, is refused', () => {
    for (const key of ['rows', 'tails', 'sets'] as const) {
      const rows = body[key]
      if (rows.length > 1) refused({ ...body, [key]: rows.toReversed() }).toMatchObject({ ok: false })
      // A set that no row names says nothing.
      refused({ ...body, [key]: [...rows, rows[0] ?? []] }).toMatchObject({ ok: key === 'sets' })
      refused({ ...body, [key]: rows.map((row) => [...row, 0]) }).toMatchObject({ ok: false })
      refused({ ...body, [key]: rows.map((row) => row.with(0, 10_000)) }).toMatchObject({ ok: false, code: 'form' })
    }
    refused({ ...body, rows: body.rows.toReversed() }).toMatchObject({ ok: false, code: 'form', path: '/rows/1' })
    refused({ ...body, values: body.values.with(0, (body.values[0] ?? []).toReversed()) }).toMatchObject({ ok: false })
  })

  test('for another law is refused, whichever law it names', () => {
    for (const [, , edits] of BROKEN) {
      const other = lawWith(edits)
      expect(confirm(text, other)).toMatchObject({ ok: false, code: 'law', path: '/law/digest' })
      refused({ ...body, law: { ...body.law, digest: other.digest } }).toMatchObject({ ok: false, code: 'law' })
      const forged = confirm(rehashed({ ...body, law: { ...body.law, digest: other.digest } }), other)
      expect(forged.ok === false && forged.event).toBeTruthy()
    }
    refused({ ...body, law: { ...body.law, version: '9.9.9' } }).toMatchObject({ ok: false, code: 'hash' })
    refused({ ...body, invariants: ['something else'] }).toMatchObject({ ok: false, code: 'hash' })
    refused({ ...body, states: 1 }).toMatchObject({ ok: false, code: 'hash' })
    refused({ ...body, variables: body.variables.toReversed() }).toMatchObject({ ok: false, code: 'hash' })
  })

  test('for more tokens, or without the symmetry that it needs, is refused; for fewer tokens it still holds', () => {
    const two = bodyOf(certified(law, 2))
    const [first = [], ...rest] = two.rows
    const twice = two.sets.map((_, set) => [...first.slice(0, -1), set]).slice(0, 2)
    expect(twice).toHaveLength(2)
    refused({ ...two, rows: [...twice, ...rest], states: 0 }).toMatchObject({ ok: false, code: 'form', path: '/rows/1' })
    refused({ ...two, tokens: 3 }).toMatchObject({ ok: false, code: 'closed', event: { kind: 'token', tokenId: 'token-3' } })
    refused({ ...two, symmetry: false }).toMatchObject({ ok: false, code: 'closed', event: { kind: 'token', tokenId: 'token-2' } })
    refused({ ...two, tokens: 1 }).toMatchObject({ ok: true })
    refused({ ...bodyOf(certified(law, 2, false)), symmetry: true }).toMatchObject({ ok: false, code: 'state' })
  })
})

describe('[CHK-47] a hostile certificate', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)

  test.each<readonly [string, string, string]>([
    ['no JSON', 'x', 'form'], ['nothing', '', 'form'], ['null', 'null', 'form'], ['a list', '[]', 'form'],
    ['depth', deep, 'form'], ['depth in a member', text.replace('"rows":[', `"rows":[${deep},`), 'form'],
    ['another format', text.replace('certificate/1', 'certificate/2'), 'form'],
    ['a repeated member', text.replace('{', '{"format":"certificate/1",'), 'form'],
    ['white space', text.replace(',', ', '), 'form'], ['no LF', text.trimEnd(), 'form'], ['more behind it', `${text}x`, 'form'],
    ['__proto__', text.replace('{', '{"__proto__":{"tokens":1},'), 'form'], ['a member more', rehashed({ ...body, more: 1 }), 'hash'],
    ['a lone surrogate', text.replace('"sandbox"', '"\\ud800"'), 'form'], ['minus zero', text.replace('"tokens":0', '"tokens":-0'), 'form'],
    ['a hash that is wrong', text.replace(/"sha256":"./, '"sha256":"g'), 'hash'],
    ['no hash', text.replace(/"sha256":"[^"]*",/, ''), 'hash'],
  ])('of %s is refused', (_, hostile, code) => {
    expect(confirm(hostile)).toMatchObject({ ok: false, code })
  })

  test('in which any member is of any other kind is refused and nothing throws', () => {
    const members = Object.keys(body).filter((member) => member !== 'sha256')
    fc.assert(fc.property(fc.constantFrom(...members), fc.jsonValue({ maxDepth: 4 }), (member, value) => {
      // Without tokens there is nothing that symmetry could be about.
      if (canonicalJson(value as never) === canonicalJson(body[member] as never) || value === false) return
      expect(confirm(rehashed({ ...body, [member]: value })).ok).toBe(false)
    }), runs(100))
  })

  test('of which one character is another is refused', () => {
    fc.assert(fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, unit) => {
      const changed = `${text.slice(0, at)}${String.fromCharCode(unit)}${text.slice(at + 1)}`
      expect(confirm(changed).ok).toBe(changed === text)
    }), runs(100))
  })

  test('of states that no session can have does not end the checker', () => {
    const draw = drawing(3)
    const texts = [
      'none', 'open', 'absent', 'pending', 'x', '0', '0.5', '-1', '["t1"]', '[]', '{}', '["t1",1]', 'r1', 'r9', 'sandbox', 'local-sim',
      'auto', 'closed', 'NaN', 'Infinity', '1e999',
    ]
    for (let run = 0; run < 50; run++) {
      const odd = body.variables.map(() => texts[draw(texts.length)] ?? '')
      const near = (statesIn(body)[draw(body.states)] ?? []).map((value) => (draw(5) === 0 ? (texts[draw(texts.length)] ?? '') : value))
      for (const more of [odd, near]) confirm(rehashed(withStates(body, [more, ...statesIn(body)])))
      expect(confirm(rehashed(withStates(body, [odd, ...statesIn(body)]))).ok).toBe(false)
    }
  })
})

test('[CHK-48] a state of which a certificate would not say everything has no values', () => {
  const kernel = bindLaw(law)
  const opening = kernel.open({ environment: 'sandbox', backend: 'auto' })
  const h = { kind: 'operator', name: 'h', params: new Map([['q', 0]]), timestamp: '' } as const
  const state = opening.ok ? kernel.step(opening.state, h)?.state : undefined
  if (state === undefined || state.frame === null) throw new Error('an operator opens a frame')
  const said = (one: typeof state): readonly string[] | null => valuesOf(law, one, (ids) => ids)
  expect(said(state)?.slice(4, 8)).toEqual(['sandbox', 'r1', 'local-sim', '0.25'])
  expect(said({ ...state, frame: { ...state.frame, bound: 0.7 } })).toBeNull()
  expect(said({ ...state, backend: 'auto' })).toBeNull()
  expect(said({ ...state, lastFrame: { tier: 'none', backend: 'none' } })).toBeNull()
})

test('[CHK-48] the checker of certificates stands on base, artifact types and kernel only', () => {
  const own = ['confirm.ts', 'certificate-events.ts', 'certificate-state.ts', 'certificate-verdict.ts']
  for (const file of own) {
    const imports = [...readFileSync(`${root}src/checker/certificate/${file}`, 'utf8').matchAll(/^import (type )?.* from '(.*)'$/gm)]
    expect(imports.length).toBeGreaterThan(0)
    for (const [, isType, from = ''] of imports) {
      const isOwn = own.includes(from.replace('./', '').replace(/\.js$/, '.ts'))
      const isArtifactType = isType !== undefined && from.startsWith('../../artifact/')
      expect(isOwn || isArtifactType || /^\.\.\/\.\.\/(base|kernel)\//.test(from), `${file}: ${from}`).toBe(true)
    }
  }
})
