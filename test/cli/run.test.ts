import { cpSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text)
  return name
}

const program = (stream: readonly string[], session = '{ env: sandbox }'): string =>
  `qcompute: program/1\nsession: ${session}\nstream:\n${stream.map((item) => `  - ${item}\n`).join('')}`

describe('a run that goes through', () => {
  test('[CMD-15] [CMD-20] [LED-13] writes foo.qtrace beside foo.yaml and replays it; a second run is refused without --force', () => {
    write('foo.yaml', program(['h(q=0)', 'cx(q1=0, q2=1)', 'pulse(q=0, duration=1, amplitude=1)', '"oops("']))
    const first = qcompute(['run', 'foo.yaml'], folder)
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.stdout).toContain('frame 2 on hybrid-sim')
    expect(first.stdout).toContain('refused illegal in environment (foo.yaml:6:5)')
    expect(first.stdout).toContain('refused invalid grammar (foo.yaml:7:5)')
    expect(first.stdout).toMatch(/trace +foo\.qtrace/)
    expect(first.stdout).toMatch(/replay +valid/)
    const trace = readFileSync(join(folder, 'foo.qtrace'))
    const second = qcompute(['run', 'foo.yaml'], folder)
    expect(second.status).toBe(2)
    expect(second.stderr).toContain('foo.qtrace:1:1: error file-exists')
    expect(readFileSync(join(folder, 'foo.qtrace')).equals(trace)).toBe(true)
    expect(qcompute(['run', 'foo.yaml', '--force'], folder).status).toBe(0)
  })

  test('[LED-11] [LED-12] with a logical clock YAML and JSON, text and object forms give the same bytes', () => {
    write('a.yaml', program(['h(q=0)', 'cx(q1 = 0, q2 = 1)', 'token: t', 'transition: production', '"x("']))
    const operators = [{ op: 'h', params: { q: 0 } }, { op: 'cx', params: { q2: 1, q1: 0 } }]
    const stream = [...operators, { token: 't' }, { transition: 'production' }, 'x(']
    write('b.json', JSON.stringify({ stream, qcompute: 'program/1' }))
    expect(qcompute(['run', 'a.yaml', '--clock', 'logical'], folder).status).toBe(0)
    expect(qcompute(['run', 'b.json', '--clock=logical', '-o', 'other.qtrace'], folder).status).toBe(0)
    expect(readFileSync(join(folder, 'a.qtrace'), 'utf8')).toBe(readFileSync(join(folder, 'other.qtrace'), 'utf8'))
    expect(readFileSync(join(folder, 'a.qtrace'), 'utf8')).toContain('"timestamp":"2026-01-01T00:00:00.001Z"')
  })

  test('[CMD-10] [CMD-20] --json writes one document that fits its schema, and nothing else', () => {
    write('j.yaml', program(['h(q=0)', 'nothing(q=0)', 'barrier()']))
    const { status, stdout, stderr } = qcompute(['run', 'j.yaml', '--json'], folder)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const document = documentOf(stdout, 'run')
    expect(document).toMatchObject({
      trace: 'j.qtrace',
      lineage: ['sandbox'],
      frames: [
        { frame_id: 1, environment: 'sandbox', backend: 'local-sim', tier: 'r1', operators: { first: 1, last: 1, count: 1 } },
        { frame_id: 2, operators: { first: 3, last: 3, count: 1 } },
      ],
      counts: { operators: 3, tokens: 0, transitions: 0, refused: { operators: 1, tokens: 0, transitions: 0 }, frames: 2 },
      replay: { valid: true, reasons: [], findings: [], findings_total: 0 },
    })
    const footer = JSON.parse(readFileSync(join(folder, 'j.qtrace'), 'utf8').trimEnd().split('\n').at(-1) ?? '') as { root: string }
    expect(document['root']).toBe(footer.root)
  })

  test('[CMD-01] [CMD-20] an empty stream is a valid session; --no-replay leaves the verdict out', () => {
    write('empty.json', '{ "qcompute": "program/1" }')
    const { status, stdout } = qcompute(['run', 'empty.json', '--json', '--no-replay'], folder)
    expect(status).toBe(0)
    expect(documentOf(stdout, 'run')).toMatchObject({ replay: null, frames: [] })
    expect(readFileSync(join(folder, 'empty.qtrace'), 'utf8').trimEnd().split('\n')).toHaveLength(2)
  })

  test('names with spaces, quotes and control characters are shown on one printable line', () => {
    write(`it's "a" b.yaml`, program(['"\\u001b[31mred\\u0007("', 'token: "\\u202Etxt.exe"']))
    const { status, stdout } = qcompute(['run', `it's "a" b.yaml`], folder)
    expect(status).toBe(0)
    expect(existsSync(join(folder, `it's "a" b.qtrace`))).toBe(true)
    for (const unit of ['\u001b', '\u0007', '\u202e']) expect(stdout).not.toContain(unit)
  })

  test('[CMD-20] --json has the first 1,000 frames and counts all; refusals do not change the exit code', () => {
    write('frames.yaml', program([...Array<string>(1001).fill('barrier()'), 'nope()']))
    const { status, stdout } = qcompute(['run', 'frames.yaml', '--json'], folder)
    expect(status).toBe(0)
    const document = documentOf(stdout, 'run')
    expect(document).toMatchObject({ counts: { frames: 1001, refused: { operators: 1 } }, replay: { valid: true } })
    expect(document['frames']).toHaveLength(1000)
  })

  test('a long run lists its first items and counts the rest', () => {
    write('long.yaml', program(Array.from({ length: 5000 }, (_, index) => (index === 4000 ? 'nope()' : 'h(q=0)'))))
    const { status, stdout } = qcompute(['run', 'long.yaml'], folder)
    expect(status).toBe(0)
    expect(stdout).toContain('and 4940 more items')
    expect(stdout).toContain('refused invalid grammar (long.yaml:4004:5)')
    expect(stdout.length).toBeLessThan(10_000)
  })
})

describe('the law of a run', () => {
  test('[CMD-14] --rules names a shipped bundle, a folder, or is refused with the nearest name', () => {
    write('q.yaml', program(['rx(theta=0.5, q=0)']))
    const run = qcompute(['run', 'q.yaml', '--rules', 'openqasm@1.0.0'], folder)
    expect(run.status).toBe(0)
    expect(run.stdout).toContain('openqasm 1.0.0')
    const wrong = qcompute(['run', 'q.yaml', '--rules', 'openqsm', '--force'], folder)
    expect(wrong.status).toBe(2)
    expect(wrong.stderr).toContain('did you mean openqasm?')
    const folderOf = join(root, 'examples', 'rulesets', 'staging')
    expect(qcompute(['run', 'q.yaml', '--rules', folderOf, '--force'], folder).stdout).toContain('staging 1.0.0')
  })

  test('[CMD-14] several bundles ask for one', () => {
    const { status, stderr } = qcompute(['run', 'q.yaml', '--rules', 'openqasm', '--rules', 'qcompute'], folder)
    expect(status).toBe(2)
    expect(stderr).toContain('name one bundle with --rules')
    expect(qcompute(['run', 'q.yaml', '--rules', join(root, 'rules')], folder).status).toBe(2)
  })

  test('[CMD-03] [SES-01] an unknown environment or backend is refused at its place, with the nearest name, and nothing is written', () => {
    write('env.yaml', program(['h(q=0)'], '{ env: sandbx }'))
    const environment = qcompute(['run', 'env.yaml'], folder)
    expect(environment.status).toBe(2)
    expect(environment.stderr).toMatch(/^env\.yaml:2:17: error name-unknown .*did you mean "sandbox"\?\n$/)
    write('be.json', '{"qcompute":"program/1","stream":["h(q=0)"],\n "session":{"backend":"local"}}')
    expect(qcompute(['run', 'be.json'], folder).stderr).toMatch(/^be\.json:2:23: error name-unknown/)
    expect(existsSync(join(folder, 'env.qtrace')) || existsSync(join(folder, 'be.qtrace'))).toBe(false)
  })

  test('[CMD-11] a bundle that does not load is refused at file:line:col and nothing is written', () => {
    const broken = join(folder, 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'bundle.yaml'), 'kind: bundle/1\nid: broken\nversion: 1.0.0\nmachins: {}\n')
    const { status, stderr } = qcompute(['run', 'q.yaml', '--rules', broken, '-o', 'b.qtrace'], folder)
    expect(status).toBe(2)
    expect(stderr).toMatch(/broken\/bundle\.yaml:4:1: error key-unknown .*did you mean "machines"/)
    expect(existsSync(join(folder, 'b.qtrace'))).toBe(false)
  })
})

describe('a run that does not replay', () => {
  test('[CMD-21] [RPL-16] a law whose invariant does not hold is found wrong: exit 1, with the invariant as the finding', () => {
    const law = join(folder, 'contradiction')
    cpSync(join(root, 'rules', 'qcompute', '1.0.0'), law, { recursive: true })
    const holds = '{ all: [{ fact: frame-open, operator: equal, value: false }] }'
    const never = `  - name: never-open\n    form: state\n    clause: SES-54\n    holds: ${holds}\n`
    writeFileSync(join(law, 'invariants.yaml'), `${readFileSync(join(law, 'invariants.yaml'), 'utf8')}${never}`)
    write('i.yaml', program(['h(q=0)']))
    const { status, stdout } = qcompute(['run', 'i.yaml', '--rules', law, '--json'], folder)
    expect(status).toBe(1)
    const finding = { code: 'invariant', expected: 'never-open', seq: 1 }
    expect(documentOf(stdout, 'run')).toMatchObject({ replay: { valid: false, findings: [finding] } })
    expect(qcompute(['run', 'i.yaml', '--rules', law, '--force'], folder).stderr).toContain('the law contradicts itself')
  })

  test('[CMD-12] [LAW-61] anything unexpected is our bug: exit 70, one line, a stack only if asked for', () => {
    const env = { NODE_OPTIONS: '--import=data:text/javascript,Date.now=()=>{throw/**/new/**/Error(String())}' }
    const { status, stdout, stderr } = qcompute(['run', 'i.yaml', '-o', 'bug.qtrace', '--json'], folder, env)
    expect(status).toBe(70)
    expect(stderr).toMatch(/^qcompute: unexpected Error: ; this is a bug of qcompute, please report it .*\n$/)
    expect(documentOf(stdout, 'error')).toHaveProperty('error.exit', 70)
  })
})

describe('[CMD-15] [LED-13] where a trace cannot go', () => {
  const refusals: readonly (readonly [string, readonly string[], string])[] = [
    ['a folder that is missing', ['-o', 'no/such/x.qtrace'], 'no such file or folder'],
    ['a folder', ['-o', '.'], 'no regular file'],
    ['a folder, by force', ['-o', '.', '--force'], 'no regular file'],
    ['a device, by force', ['-o', '/dev/null', '--force'], 'no regular file'],
    ['over its own program', ['-o', 'foo.yaml', '--force'], 'over its input foo.yaml'],
    ['over its own program, by another name', ['-o', 'link.yaml', '--force'], 'over its input foo.yaml'],
    ['over its own program, by a hard link', ['-o', 'hard.yaml', '--force'], 'over its input foo.yaml'],
    ['a name that is too long', ['-o', 'x'.repeat(300)], 'too long'],
  ]
  test.each(refusals)('%s', (_name, args, message) => {
    if (!existsSync(join(folder, 'link.yaml'))) symlinkSync('foo.yaml', join(folder, 'link.yaml'))
    if (!existsSync(join(folder, 'hard.yaml'))) linkSync(join(folder, 'foo.yaml'), join(folder, 'hard.yaml'))
    const before = readFileSync(join(folder, 'foo.yaml'), 'utf8')
    const { status, stderr } = qcompute(['run', 'foo.yaml', ...args], folder)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(readFileSync(join(folder, 'foo.yaml'), 'utf8')).toBe(before)
  })

  test('over the law that it runs under', () => {
    const law = join(folder, 'own law')
    cpSync(join(root, 'rules', 'qcompute', '1.0.0'), law, { recursive: true })
    const bundle = readFileSync(join(law, 'bundle.yaml'), 'utf8')
    const { status, stderr } = qcompute(['run', 'foo.yaml', '--rules', law, '-o', join(law, 'bundle.yaml'), '--force'], folder)
    expect(status).toBe(2)
    expect(stderr).toContain('over its input')
    expect(readFileSync(join(law, 'bundle.yaml'), 'utf8')).toBe(bundle)
  })
})
