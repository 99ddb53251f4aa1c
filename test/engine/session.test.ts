import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BadInput, compileLaw, openSession, SessionEnded } from '../../src/engine/index.js'
import type { Session } from '../../src/engine/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'
import { shippedLaw } from './fixture.js'
import type { Artifacts, Plain } from './fixture.js'
import { logicalClock, ofType, open, perform, runStream, SESSION_ID } from './stream.js'
import type { Line } from './stream.js'

const law = shippedLaw()
const [L, H, Q] = ['local-sim', 'hybrid-sim', 'hardware-qpu-2']
const h = 'h(q=0)'
const cx = 'cx(q1=0, q2=1)'
const pulse = (duration: number, amplitude: number): string => `pulse(q=0, duration=${duration}, amplitude=${amplitude})`

const frames = (environment: string, items: readonly string[]) => {
  const lines = runStream(law, environment, null, items)
  return {
    lines,
    frames: ofType(lines, 'frame').map((line) => [line['backend'], line['operators'].count]),
    reasons: ofType(lines, 'operator').map((line) => line['routing']?.reason),
    overflows: ofType(lines, 'operator').map((line) => line['drift']?.overflow),
  }
}

describe('[RTR-50] streams that must come out so', () => {
  const table: readonly [string, readonly string[], readonly (readonly [string | undefined, number])[], readonly string[]][] = [
    ['sandbox', [h, 'x(q=0)'], [[L, 2]], ['tier-binding', 'tier-binding']],
    ['sandbox', [h, cx], [[L, 1], [H, 1]], ['tier-binding', 'tier-escalation']],
    ['sandbox', [cx, 'measure(q=0)'], [[H, 1], [L, 1]], ['tier-binding', 'measurement']],
    ['production', ['token:t1', pulse(20, 0.5)], [[Q, 1]], ['r3-requires-new-frame']],
    [
      'sandbox',
      ['token:t1', h, cx, '->production', pulse(10, 0.3)],
      [[L, 1], [H, 1], [Q, 1]],
      ['tier-binding', 'tier-escalation', 'environment-transition'],
    ],
    ['sandbox', [h, 'measure(q=0)', 'x(q=0)'], [[L, 1], [L, 2]], ['tier-binding', 'measurement', 'tier-binding']],
    ['sandbox', [...Array<string>(12).fill(h), cx], [[L, 12], [H, 1]], [...Array<string>(12).fill('tier-binding'), 'tier-escalation']],
    ['sandbox', Array<string>(13).fill(h), [[L, 12], [L, 1]], [...Array<string>(12).fill('tier-binding'), 'drift-overflow']],
    ['sandbox', [cx, 'x(q=0)'], [[H, 1], [L, 1]], ['tier-binding', 'tier-decrease']],
    ['sandbox', [cx, 'barrier()', cx], [[H, 1], [H, 2]], ['tier-binding', 'meta', 'tier-binding']],
  ]
  test.each(table)('%s: %j', (environment, items, expected, reasons) => {
    const out = frames(environment, items)
    expect(out.frames).toEqual(expected)
    expect(out.reasons).toEqual(reasons)
    expect(out.overflows).toEqual(reasons.map((reason) => reason === 'drift-overflow'))
  })
})

/** The reason of the last entry of a stream. */
const lastReason = (edit: (artifacts: Artifacts) => void, environment: string, backend: string | null, items: readonly string[]) => {
  const lines = runStream(shippedLaw(edit), environment, backend, items)
  const { validation, routing } = lines.filter(({ type }) => ['operator', 'token', 'transition'].includes(type)).at(-1) as Line
  return [validation.allowed, validation.reason ?? routing.reason]
}

const none = (): void => {}
const rows = (artifacts: Artifacts, file: string, list: string): Plain[] => artifacts[file]?.[list] as unknown as Plain[]

describe('[SES-12] [RTR-11] every reason is reached', () => {
  const refuse = (artifacts: Artifacts): void => void Object.assign(artifacts['validation.rules'] as object,
    { options: { tier_decrease: 'refuse' } })
  const coarse = (artifacts: Artifacts): void => void Object.assign(rows(artifacts, 'drift', 'labels')[0] as object, { nominal: 0.8 })
  const falling = (artifacts: Artifacts): void => {
    Object.assign(artifacts['drift'] as object, { scale: [{ operator: 'h', parameter: 'q', coefficient: -1 }] })
  }
  const huge = (artifacts: Artifacts): void => {
    Object.assign(artifacts['drift'] as object, { scale: [{ operator: 'h', parameter: 'q', coefficient: 1e308 }] })
  }
  const backendFirst = (artifacts: Artifacts): void => {
    const table = artifacts['routing.rules']?.['table'] as unknown as { rules: { name: string }[] }
    Object.assign(table.rules.find(({ name }) => name === 'other-backend') as object, { priority: 550 })
  }
  const token = 'token:t'
  test.each<[string, boolean, (artifacts: Artifacts) => void, string, string | null, readonly string[]]>([
    ['invalid grammar', false, none, 'sandbox', null, ['h(']],
    ['invalid grammar', false, none, 'sandbox', null, ['nope(q=0)']],
    ['invalid arguments', false, none, 'sandbox', null, ['h()']],
    ['invalid arguments', false, none, 'sandbox', null, ['cx(q1=1, q2=1)']],
    ['invalid arguments', false, none, 'sandbox', null, [token, token]],
    ['archive terminal', false, none, 'archive', null, [h]],
    ['archive terminal', false, none, 'archive', null, ['barrier()']],
    ['archive terminal', false, none, 'archive', null, ['->sandbox']],
    ['illegal in environment', false, none, 'sandbox', null, [token, pulse(1, 1)]],
    ['tier decrease inside frame', false, refuse, 'sandbox', null, [cx, h]],
    ['backend illegal in environment', false, none, 'sandbox', Q, [h]],
    ['backend mismatch', false, none, 'sandbox', L, [cx]],
    ['token required', false, none, 'production', null, [pulse(1, 1)]],
    ['token required', false, none, 'sandbox', null, ['->production']],
    ['token required', false, none, 'sandbox', null, [token, '->production', '->archive']],
    ['drift bound exceeded', false, coarse, 'sandbox', null, [h]],
    ['drift bound exceeded', false, falling, 'sandbox', null, ['h(q=1)']],
    ['drift bound exceeded', false, huge, 'sandbox', null, ['h(q=9007199254740991)']],
    ['illegal transition', false, none, 'sandbox', null, [token, '->archive']],
    ['illegal transition', false, none, 'sandbox', null, [token, '->sandbox']],
    ['illegal transition', false, none, 'sandbox', null, [token, '->nowhere']],
    ['environment-transition', true, none, 'sandbox', null, [token, '->production', h]],
    ['r3-requires-new-frame', true, none, 'production', null, [token, pulse(1, 1), pulse(1, 1)]],
    ['measurement', true, none, 'sandbox', null, ['measure(q=0)']],
    ['meta', true, none, 'sandbox', null, ['flush()']],
    ['tier-escalation', true, none, 'sandbox', null, [h, cx]],
    ['tier-decrease', true, none, 'sandbox', null, [cx, h]],
    ['backend-change', true, backendFirst, 'sandbox', null, [cx, h]],
    ['drift-overflow', true, none, 'sandbox', null, Array<string>(13).fill(h)],
    ['tier-binding', true, none, 'sandbox', null, [h]],
  ])('%s (%s)', (reason, allowed, edit, environment, backend, items) => {
    expect(lastReason(edit, environment, backend, items)).toEqual([allowed, reason])
  })

  test('[SES-27] [RTR-20] a refusal for want of a token keeps backend and routing reason', () => {
    const [entry] = ofType(runStream(law, 'production', null, [pulse(1, 1)]), 'operator') as [Line]
    expect(entry.routing).toEqual({ backend: Q, frame_action: null, reason: 'token-required' })
    expect([entry.drift, entry.frame_id, entry.op_id]).toEqual([null, null, 1])
    const [other] = ofType(runStream(law, 'sandbox', null, ['h()']), 'operator') as [Line]
    expect(other.routing).toBeNull()
  })

  test('[RTR-21] measurement and meta ignore the backend that the session names', () => {
    const lines = ofType(runStream(law, 'sandbox', H as string, ['measure(q=0)', 'barrier()', cx]), 'operator')
    expect(lines.map(({ validation }) => validation.allowed)).toEqual([true, true, true])
    expect(lines.map(({ routing }) => routing.backend)).toEqual([L, L, H])
  })
})

describe('[SES-26] what an operator entry keeps', () => {
  test.each<[string, { readonly [field: string]: unknown }]>([
    ['h(', { name: null, params: null, source: 'h(' }],
    ['nope(a="x", b=true)', { name: 'nope', params: { a: 'x', b: true } }],
    ['h(q=-0.5)', { name: 'h', params: { q: -0.5 } }],
    ['h(q=-0)', { name: 'h', params: { q: 0 } }],
  ])('%s', (source, kept) => {
    const [entry] = ofType(runStream(law, null, null, [source]), 'operator') as [Line]
    expect(entry).toMatchObject(kept)
    expect('source' in entry).toBe('source' in kept)
  })

  test('[SES-23] a name outside the grammar does not count as parsed, and is kept', () => {
    const { session, lines } = open(law)
    session.apply('h i', new Map([['q', -0]]))
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ name: 'h i', params: { q: 0 }, validation: { reason: 'invalid grammar' } })
  })

  test('[SES-10] text and object form of one operator give the same entry', () => {
    const [text, object] = [open(law), open(law)]
    text.session.applyText(' h ( q = 0 ) ')
    object.session.apply('h', new Map([['q', 0]]))
    expect(text.lines).toEqual(object.lines)
  })
})

describe('[SES-01] [SES-02] opening', () => {
  test('defaults are the initial environment and auto', () => {
    const [header] = runStream(law, null, null, [])
    expect(header).toMatchObject({ environment: 'sandbox', backend: 'auto', drift_bound: 0.75, backend_legal: [L, H] })
    expect(runStream(law, 'sandbox', 'auto', [])).toEqual(runStream(law, null, null, []))
  })

  test.each([
    ['nowhere', null, 'environment'],
    ['toString', null, 'environment'],
    [null, 'nothing', 'backend'],
    ['nowhere', 'nothing', 'environment'],
  ])('an unknown name opens nothing and writes nothing: %s %s', (environment, backend, unknown) => {
    const lines: string[] = []
    const ports = { sessionId: SESSION_ID, clock: logicalClock, digest: nodeDigest, write: (line: string) => void lines.push(line) }
    expect(openSession({ law: compileLaw(law), environment, backend, ...ports })).toEqual({ ok: false, unknown })
    expect(lines).toEqual([])
  })

  test('any environment opens without a token; an illegal backend is allowed', () => {
    const lines = runStream(law, 'archive', Q as string, [])
    expect(lines.map(({ type }) => type)).toEqual(['header', 'footer'])
    expect(lines[0]).toMatchObject({ environment: 'archive', backend: Q, backend_legal: [] })
    expect(lines[1]).toMatchObject({ lineage: ['archive'], ended: 'closed' })
  })
})

describe('transitions and tokens', () => {
  const whole = ['token:a', 'token:b', 'token:a', h, '->production', pulse(2, 0), '->sandbox', '->archive', h, '->production']
  const lines = runStream(law, null, null, whole)

  test('[SES-32] [SES-34] tokens are bound in order of deployment; what a transition states', () => {
    const [first, illegal, second, terminal] = ofType(lines, 'transition') as [Line, Line, Line, Line]
    expect(first).toMatchObject({ from: 'sandbox', to: 'production', token_used: 'a', frame_closed: 1, drift_bound: 0.5,
      backend_legal: [L, H, Q] })
    expect(second).toMatchObject({ from: 'production', to: 'archive', token_used: 'b', frame_closed: 2, drift_bound: 0, backend_legal: [] })
    for (const entry of [illegal, terminal]) {
      expect(entry).toMatchObject({ token_used: null, frame_closed: null, drift_bound: null, backend_legal: null })
      expect(entry.validation.allowed).toBe(false)
    }
  })

  test('[SES-49] the footer counts', () => {
    expect(lines.at(-1)).toMatchObject({
      lineage: ['sandbox', 'production', 'archive'],
      counts: { operators: 3, tokens: 3, transitions: 4, refused: { operators: 1, tokens: 1, transitions: 2 }, frames: 2 },
      ended: 'closed',
    })
  })

  test('[LED-07] [SES-46] a frame line stands before the line that closed it; no frame is empty', () => {
    expect(lines.map(({ type }) => type)).toEqual([
      'header', 'token', 'token', 'token', 'operator', 'frame', 'transition', 'operator', 'transition', 'frame', 'transition', 'operator',
      'transition', 'footer',
    ])
    const [frame, second] = ofType(lines, 'frame') as [Line, Line]
    expect(frame).toMatchObject({
      frame_id: 1, environment: 'sandbox', backend: L, tier: 'r1', operators: { first: 1, last: 1, count: 1 },
      frame_backend: { id: L, tier_support: ['r1'], drift_profile: 'low' },
      frame_drift: { total: 0.0625, max: 0.0625, environment_bound: 0.75, bound: 0.75 },
      timestamp_open: logicalClock(4), timestamp_close: logicalClock(5),
    })
    expect(second).toMatchObject({ frame_id: 2, environment: 'production', tier: 'r3', frame_drift: { total: 0.5, bound: 0.5 } })
  })

  test('[RTR-03] a meta frame after a transition takes over the last frame if that is still legal', () => {
    const placed = (items: readonly string[]) => ofType(runStream(law, null, null, items), 'frame').at(-1)?.['tier']
    expect(placed(['token:a', cx, '->production', 'barrier()'])).toBe('r2')
    expect(placed(['token:a', h, '->production', 'barrier()'])).toBe('r1')
    expect(placed(['barrier()'])).toBe('r1')
    expect(placed([cx, 'measure(q=0)', 'barrier()'])).toBe('r1')
    const edit = (artifacts: Artifacts): void => void Object.assign(rows(artifacts, 'environments', 'environments')[1] as object,
      { tiers: ['r1', 'r3'] })
    const narrow = runStream(shippedLaw(edit), null, null, ['token:a', cx, '->production', 'barrier()'])
    expect(ofType(narrow, 'frame').at(-1)?.['tier']).toBe('r1')
  })
})

describe('[SES-11] [SES-71] the end', () => {
  test('nothing is captured after it', () => {
    const { session, lines } = open(law)
    session.applyText(h)
    session.close()
    const before = [...lines]
    for (const call of [
      () => session.applyText(h),
      () => session.apply('h', new Map([['q', 0]])),
      () => session.deployToken('t'),
      () => session.transition('production'),
      () => session.close(),
      () => session.recover(),
    ]) expect(call).toThrow(SessionEnded)
    expect(lines).toEqual(before)
    expect(before.map((line) => (JSON.parse(line) as Line).type)).toEqual(['header', 'operator', 'frame', 'footer'])
  })

  test('[LED-14] recovery ends with its own state and closes the open frame', () => {
    const { session, lines } = open(law)
    session.applyText(h)
    expect(session.recover().entry.ended).toBe('recovered')
    expect(lines.length).toBe(4)
  })
})

describe('[SES-73] what is no event is not captured', () => {
  test.each<[string, (session: Session) => unknown]>([
    ['token that is empty', (session) => session.deployToken('')],
    ['token of 257 points', (session) => session.deployToken('x'.repeat(257))],
    ['token of 257 astral points', (session) => session.deployToken('😀'.repeat(257))],
    ['token with a lone surrogate', (session) => session.deployToken('\ud800')],
    ['token that is a number', (session) => session.deployToken(7 as never)],
    ['target that is empty', (session) => session.transition('')],
    ['text with a lone surrogate', (session) => session.applyText('h(\udc00')],
    ['text that is no string', (session) => session.apply(undefined as never, new Map())],
    ['parameter NaN', (session) => session.apply('h', new Map([['q', Number.NaN]]))],
    ['parameter infinity', (session) => session.apply('h', new Map([['q', Number.POSITIVE_INFINITY]]))],
    ['parameter null', (session) => session.apply('h', new Map([['q', null as never]]))],
    ['parameter list', (session) => session.apply('h', new Map([['q', [] as never]]))],
    ['parameter with a lone surrogate', (session) => session.apply('h', new Map([['q', '\ud800']]))],
  ])('%s', (_title, call) => {
    const { session, lines } = open(law)
    const summary = session.summary
    expect(() => call(session)).toThrow(BadInput)
    expect(lines.length).toBe(1)
    expect(session.summary).toEqual(summary)
  })

  test('[SES-30] 1 to 256 code points', () => {
    const { session } = open(law)
    for (const id of ['x', 'x'.repeat(256), '😀'.repeat(256),
      '__proto__']) expect(session.deployToken(id).entry.validation.allowed).toBe(true)
  })
})

describe('[SES-72] [RPL-30] the live summary', () => {
  test('shows the session as it stands', () => {
    const { session } = open(law)
    expect(session.summary).toMatchObject({ frames: { count: 0, first: null, last: null }, timestampClose: null, drift: { accumulated: 0,
      bound: 0.75 } })
    for (const item of [h, h, cx, 'token:t']) perform(session, item)
    expect(session.summary).toMatchObject({
      sessionId: SESSION_ID, environment: 'sandbox', driftBound: 0.75, backendLegal: [L, H], lineage: ['sandbox'],
        tokens: { deployed: ['t'] },
      drift: { accumulated: 0.25, bound: 0.75 }, timestampOpen: logicalClock(0), counts: { operators: 3, frames: 2 },
    })
    expect(session.summary.frames.count).toBe(1)
    perform(session, '->production')
    expect(session.summary).toMatchObject({ environment: 'production', drift: { accumulated: 0, bound: 0.5 }, lineage: ['sandbox',
      'production'] })
    expect(session.summary.frames.last?.entry.frameId).toBe(2)
    session.close()
    expect(session.summary.timestampClose).toBe(logicalClock(8))
  })

  test('[SES-03] a summary is a copy', () => {
    const { session } = open(law)
    const { lineage, tokens } = session.summary
    perform(session, 'token:t')
    perform(session, '->production')
    expect([lineage, tokens.deployed]).toEqual([['sandbox'], []])
  })
})

describe('[SES-04] sessions share nothing that changes', () => {
  const item = fc.constantFrom(h, cx, 'measure(q=1)', 'barrier()', pulse(3, 0.25), 'token:a', 'token:b', '->production', '->archive',
    'h(', 'x(q=-1)')

  test('a thousand sessions interleaved write what each writes alone', () => {
    const compiled = compileLaw(law)
    fc.assert(
      fc.property(fc.array(fc.array(item, { maxLength: 12 }), { minLength: 40, maxLength: 40 }), (streams) => {
        const runsOf = Array.from({ length: 1000 }, (_, index) => ({ ...open(compiled), items: streams[index % streams.length] ?? [] }))
        for (let at = 0; at < 12; at++) for (const { session, items } of runsOf) if (items[at] !== undefined) perform(session,
          items[at] as string)
        for (const { session } of runsOf) session.close()
        const alone = streams.map((items) => runStream(compiled, null, null, items).map((line) => line['hash_self'] as string))
        runsOf.forEach(({ lines }, index) => {
          const hashes = lines.map((line) => (JSON.parse(line) as Line)['hash_self'] as string)
          expect(hashes).toEqual(alone[index % alone.length])
        })
      }),
      runs(3),
    )
  })

  test('what entries and summaries hand out of the compiled law is frozen', () => {
    const { session } = open(compileLaw(law))
    const captured = session.applyText(h)
    session.deployToken('t')
    const { entry } = session.transition('production')
    const { backendLegal, frames: closed } = session.summary
    for (const value of [captured.entry.validation, entry.validation, entry.backendLegal, backendLegal,
      closed.first?.entry.frameBackend.tierSupport]) {
      expect(value).toBeInstanceOf(Object)
      expect(Object.isFrozen(value)).toBe(true)
    }
  })

  test('[LED-10] [LED-12] with a logical clock the same stream gives the same bytes', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), (items) => {
        const [one, two] = [open(law), open(law)]
        for (const { session } of [one, two]) {
          for (const each of items) perform(session, each)
          session.close()
        }
        expect(one.lines).toEqual(two.lines)
      }),
      runs(50),
    )
  })
})
