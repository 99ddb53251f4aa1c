import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Params } from '../../src/artifact/law.js'
import { decodeProgram } from '../../src/artifact/program.js'
import { programOfPath } from '../../src/checker/path/program-of-path.js'
import type { PathProgram } from '../../src/checker/path/program-of-path.js'
import { traceOfProgram, writeCounterexample } from '../../src/cli/check-counterexample.js'
import { bindLaw, parseInvocation } from '../../src/kernel/index.js'
import type { SessionEvent } from '../../src/kernel/index.js'
import { bytesSource } from '../../src/shell/trace-reader.js'
import { makeLawStore } from '../../src/shell/law-store.js'
import { replaySource } from '../../src/shell/replay-trace.js'
import type { Law } from '../../src/artifact/law.js'
import type { Report } from '../../src/verifier/verifier.js'
import { runVerb } from '../cli/in-process.js'
import { lawWith } from '../kernel/fixture.js'
import { runs } from '../seed.js'
import { fixtureModel } from './path-model.js'
import { BROKEN, drawing, modelOf, shortestBroken, walk, writeBundle } from './path-fixture.js'

const law = lawWith()
const folder = mkdtempSync(join(tmpdir(), 'path '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const replay = (under: Law, trace: string): Report => {
  const store = makeLawStore([])
  if (!store.ok) throw new Error('no rules are named')
  const findKernel = (digest: string) => (digest === under.digest ? bindLaw(under) : null)
  return replaySource(bytesSource(Buffer.from(trace)), { store: store.value, findKernel })
}

const programOf = (...args: Parameters<typeof programOfPath>): PathProgram => {
  const program = programOfPath(...args)
  if (program === null) throw new Error('a path of a session')
  return program
}

/** What a program that was read asks, in one form for both spellings of an operator. */
const askedBy = (text: string): readonly unknown[] => {
  const decoded = decodeProgram(text, 'p.yaml')
  if (!decoded.ok) throw new Error(`${JSON.stringify(decoded.problems[0])}\n${text}`)
  return decoded.program.items.map((item) => {
    const invocation = item.kind === 'source' ? parseInvocation(item.source) : null
    return { line: 0, column: 0, ...(invocation === null ? { ...item, line: 0, column: 0 } : { kind: 'operator', ...invocation }) }
  })
}

const asked = (event: SessionEvent): unknown => {
  const at = { line: 0, column: 0 }
  if (event.kind === 'source') return { ...at, kind: 'source', source: event.source }
  return event.kind === 'operator' ? { ...at, kind: 'operator', name: event.name, params: event.params } : { ...at, ...event }
}

describe('[CHK-41] a path as a program', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((one) => one.length > 0)
  const odd = ['yes', 'null', '~', '- x', 'a: b', '# c', '{', '"', "'", '\u0085', '\u2028', '\u007f', '\ufeff', '1e3', 't1', 'x y']
  const nasty = fc.oneof(text, fc.constantFrom(...odd))
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0), fc.integer(), fc.boolean(), nasty)
  const word = fc.oneof(nasty, fc.constantFrom('h', 'q', 'amplitude'))
  const params = fc.dictionary(word, value, { maxKeys: 4, noNullPrototype: true }).map((one): Params => new Map(Object.entries(one)))
  const event: fc.Arbitrary<SessionEvent> = fc.oneof(
    nasty.filter((source) => parseInvocation(source) === null).map((source) => ({ kind: 'source', source, timestamp: '' }) as const),
    fc.record({ kind: fc.constant('operator' as const), name: word, params, timestamp: fc.constant('') }),
    nasty.map((tokenId) => ({ kind: 'token', tokenId }) as const),
    nasty.map((to) => ({ kind: 'transition', to }) as const),
  )

  test('reads back as exactly the events of the path, whatever their names are', () => {
    fc.assert(fc.property(event, nasty, nasty, nasty, (one, environment, backend, said) => {
      const model = fixtureModel([['again', 'over']], () => ({ kind: 'session', event: one }),
        [{ name: 'backend', values: [backend] }, { name: 'environment', values: [environment] }])
      const program = programOf(model, { states: [0, 0, 0, 1], labels: [1, 1, 2], loop: null }, [said])
      expect(askedBy(program.text)).toEqual([one, one, one].map(asked))
      const decoded = decodeProgram(program.text, '')
      expect(decoded.ok && [decoded.program.environment, decoded.program.backend]).toEqual([environment, backend])
      expect(program.text.split('\n').filter((line) => line.startsWith('  - '))).toHaveLength(3)
      expect(program.text).not.toMatch(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/)
      expect(program.text).toMatch(/^# .*\nqcompute: program\/1\n|^#\nqcompute/)
    }), runs(400))
  })

  test('says where the loop begins, goes round it once, and ends as the path ends', () => {
    const named = (name: string): SessionEvent => (name === 'over' ? { kind: 'recover' } : { kind: 'source', source: '', timestamp: '' })
    const model = fixtureModel([['again', 'over']], (name) => ({ kind: 'session', event: named(name) }),
      [{ name: 'environment', values: ['e'] }, { name: 'backend', values: ['auto'] }])
    const at = (states: readonly number[], labels: readonly number[], loop: number | null): PathProgram =>
      programOf(model, { states, labels, loop }, [])
    const head = 'qcompute: program/1\nsession: { env: e, backend: auto }\n'
    expect(at([0, 0, 0], [1, 1], 1)).toEqual({
      text: `${head}stream:\n  - ""\n  # Here the loop begins: what follows repeats for ever.\n  - ""\n`,
      ended: 'close',
    })
    expect(at([0, 1, 1], [2, 0], 1)).toEqual({
      text: `${head}stream: []\n# Here the session has ended: nothing more happens.\n`, ended: 'recover',
    })
    expect(at([0], [], null).ended).toBe('close')
  })

  test.each<readonly [string, string, Params]>([
    ['h(q=0)', 'h', new Map([['q', 0]])], ['h()', 'h', new Map()], ['p(a=true, b=-0.5, c=1e+300)', 'p', new Map<string, boolean | number>([
      ['a', true], ['b', -0.5], ['c', 1e300],
    ])],
    ['{ op: "h", params: { "q": "x" } }', 'h', new Map([['q', 'x']])], ['{ op: "no name" }', 'no name', new Map()],
    ['{ op: "h", params: { "a b": 1 } }', 'h', new Map([['a b', 1]])],
  ])('spells an operator as an invocation where that is plain: %s', (spelled, name, given) => {
    const one: SessionEvent = { kind: 'operator', name, params: given, timestamp: '' }
    const model = fixtureModel([['again', 'over']], () => ({ kind: 'session', event: one }),
      [{ name: 'environment', values: ['e'] }, { name: 'backend', values: ['auto'] }])
    expect(programOf(model, { states: [0, 0], labels: [1], loop: null }, []).text.split('\n')[3]).toBe(`  - ${spelled}`)
  })

  test('is none for a model of machines', () => {
    const path = { states: [0, 0], labels: [1], loop: null }
    const variables = ['environment', 'backend'].map((name) => ({ name, values: ['a'] }))
    expect(programOfPath(fixtureModel([['again', 'over']]), path, [])).toBeNull()
    expect(programOfPath(fixtureModel([['again', 'over']], undefined, variables), path, [])).toBeNull()
  })
})

describe('[CHK-41] a path as a trace', () => {
  test('of the engine replays as valid, also where a recovery ends it', () => {
    const model = modelOf(law)
    const endings = new Set<string>()
    for (let seed = 1; seed <= 40; seed++) {
      const program = programOf(model, walk(model, seed, 30, drawing(seed)), [])
      const trace = traceOfProgram(law, program)
      expect(replay(law, trace)).toMatchObject({ replay: { valid: true }, findings_total: 0 })
      const { ended } = JSON.parse(trace.trimEnd().split('\n').at(-1) ?? '') as { ended: string }
      expect(ended).toBe(program.ended === 'close' ? 'closed' : 'recovered')
      endings.add(ended)
    }
    expect([...endings].sort()).toEqual(['closed', 'recovered'])
  })

  test('of a lasso goes round its loop once, and stops where nothing more happens', () => {
    const model = modelOf(law)
    const edges = new Int32Array(2 * model.fanoutMax)
    const start = model.initial[0] ?? 0
    const count = model.expand(start, edges)
    const labels = Array.from({ length: count }, (_, edge) => ({ to: edges[2 * edge] ?? 0, label: edges[2 * edge + 1] ?? 0 }))
    const again = labels.find(({ to }) => to === start)
    const close = labels.find(({ label }) => model.label(label).outcome === 'closed')
    if (again === undefined || close === undefined) throw new Error('a refusal changes nothing, and a session closes')
    const lasso = programOf(model, { states: [start, start, start], labels: [again.label, again.label], loop: 1 }, [])
    const item = expect.stringContaining('  - ') as unknown
    const begins = expect.stringContaining('  # Here the loop') as unknown
    expect(lasso.text.split('\n').slice(2)).toEqual(['stream:', item, begins, item, ''])
    expect(replay(law, traceOfProgram(law, lasso))).toMatchObject({ replay: { valid: true } })
    const staying = { states: [start, close.to, close.to], labels: [close.label, model.idle(close.to)], loop: 1 }
    const ended = programOf(model, staying, [])
    expect(ended).toEqual({ text: expect.stringMatching(/stream: \[\]\n# Here the session has ended/) as unknown, ended: 'close' })
    expect(replay(law, traceOfProgram(law, ended))).toMatchObject({ replay: { valid: true } })
  })

  test.each(BROKEN)('of a law with %s is found wrong at its last event, and by nothing else: %s', (_, invariant, edits) => {
    const broken = lawWith(edits)
    const model = modelOf(broken)
    const hit = shortestBroken(model)
    expect(hit?.invariant).toBe(invariant)
    const trace = traceOfProgram(broken, programOf(model, hit?.path ?? { states: [], labels: [], loop: null }, []))
    const lines = trace.trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly type: string; readonly seq: number })
    const last = lines.findLast(({ type }) => type !== 'frame' && type !== 'footer')
    const report = replay(broken, trace)
    const atEvent = { seq: last?.seq, code: 'invariant', expected: invariant }
    // What does not hold of a state still does not when nothing but the end of the session follows.
    const isOfState = broken.invariants.find(({ name }) => name === invariant)?.form === 'state'
    expect(report.findings.map(({ seq, code, expected }) => ({ seq, code, expected })))
      .toEqual(isOfState ? [atEvent, { ...atEvent, seq: lines.at(-1)?.seq }] : [atEvent])
  })

  test('is the one that `run` writes, and both are the same bytes each time', async () => {
    const [, , edits] = BROKEN[2] ?? ['', '', {}]
    const rules = join(folder, 'rules')
    writeBundle(rules, edits)
    const store = makeLawStore([rules])
    const chosen = store.ok ? store.value.chosen() : store
    if (!chosen.ok) throw new Error(JSON.stringify(chosen.error))
    const { law: broken } = chosen.value as { law: Law }
    const once = (): PathProgram => {
      const model = modelOf(broken)
      return programOf(model, shortestBroken(model)?.path ?? { states: [], labels: [], loop: null }, ['what it shows'])
    }
    expect(once()).toEqual(once())
    const files = { program: join(folder, 'c.yaml'), trace: join(folder, 'c.qtrace'), force: false, keep: [] }
    expect(writeCounterexample(broken, once(), files)).toEqual({ ok: true, value: null })
    expect(readFileSync(files.program, 'utf8')).toBe(once().text)
    const run = await runVerb(['run', 'c.yaml', '-o', 'again.qtrace', '--clock', 'logical', '--rules', rules], folder)
    expect(run.status).toBe(1)
    expect(readFileSync(join(folder, 'again.qtrace'), 'utf8')).toBe(readFileSync(files.trace, 'utf8'))
    const replayed = await runVerb(['replay', 'c.qtrace', '--rules', rules, '--json'], folder)
    expect(replayed.status).toBe(1)
    const { findings } = JSON.parse(replayed.stdout) as Report
    expect(findings.map(({ code, expected }) => `${code} ${String(expected)}`)).toEqual(Array(2).fill('invariant drift-within-bound'))
  })
})

describe('[CHK-41] files of a counterexample', () => {
  const model = modelOf(law)
  const program = programOf(model, walk(model, 1, 5, drawing(1)), [])
  const filesIn = (name: string) => {
    mkdirSync(join(folder, name))
    return { program: join(folder, name, 'p.yaml'), trace: join(folder, name, 'p.qtrace'), force: false, keep: [] as readonly string[] }
  }

  test('replace none that exists, unless they are told to', () => {
    const files = filesIn('program-there')
    writeFileSync(files.program, 'mine')
    expect(writeCounterexample(law, program, files)).toMatchObject({ ok: false, error: { code: 'file-exists', file: files.program } })
    expect([readFileSync(files.program, 'utf8'), existsSync(files.trace)]).toEqual(['mine', false])
    expect(writeCounterexample(law, program, { ...files, force: true }).ok).toBe(true)
    expect(readFileSync(files.program, 'utf8')).toBe(program.text)
    expect(writeCounterexample(law, program, { ...files, force: true, keep: [files.trace] })).toMatchObject({ ok: false })
  })

  test('are both there or neither', () => {
    const files = filesIn('trace-there')
    writeFileSync(files.trace, 'mine')
    expect(writeCounterexample(law, program, files)).toMatchObject({ ok: false, error: { code: 'file-exists', file: files.trace } })
    expect([existsSync(files.program), readFileSync(files.trace, 'utf8')]).toEqual([false, 'mine'])
    expect(writeCounterexample(law, program, { ...files, trace: files.program })).toMatchObject({ ok: false })
    expect(existsSync(files.program)).toBe(false)
  })
})
