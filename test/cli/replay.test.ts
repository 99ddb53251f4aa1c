import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
let trace = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  const tour = join(root, 'examples', 'programs', 'tour.yaml')
  expect(qcompute(['run', tour, '-o', 'tour.qtrace', '--clock', 'logical'], folder).status).toBe(0)
  trace = readFileSync(join(folder, 'tour.qtrace'), 'utf8')
  const staging = join(root, 'examples', 'programs', 'staging.yaml')
  const rules = join(root, 'examples', 'rulesets', 'staging')
  expect(qcompute(['run', staging, '-o', 'staging.qtrace', '--rules', rules], folder).status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text)
  return name
}

describe('[CMD-22] verdicts', () => {
  test('[RPL-14] a trace with refusals is valid: exit 0', () => {
    const { status, stdout, stderr } = qcompute(['replay', 'tour.qtrace'], folder)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^tour\.qtrace: valid\n/)
  })

  test('[RPL-03] --json has the object of the replay, --full every frame, operator and transition (RPL-31)', () => {
    const document = documentOf(qcompute(['replay', 'tour.qtrace', '--json'], folder).stdout, 'replay')
    expect(document).toMatchObject({ replay: { valid: true, reasons: [] }, findings: [], findings_total: 0 })
    const full = documentOf(qcompute(['replay', 'tour.qtrace', '--json', '--full'], folder).stdout, 'replay')
    const session = (full as { replay: { reconstructed_session: Record<string, readonly unknown[]> } }).replay.reconstructed_session
    expect([session['frames_all']?.length, session['operators_all']?.length, session['transitions_all']?.length]).toEqual([5, 8, 2])
  })

  test('[RPL-05] a changed line is invalid: exit 1, with the first divergence, expected and actual', () => {
    write('forged.qtrace', trace.replace('"to":"production"', '"to":"sandbox"'))
    const { status, stdout } = qcompute(['replay', 'forged.qtrace'], folder)
    expect(status).toBe(1)
    expect(stdout).toContain('hash chain invalid')
    expect(stdout).toMatch(/first divergence of \d+\n +at seq \d+ /)
    expect(stdout).toContain('expected')
    expect(stdout).toContain('actual')
  })

  test('[RPL-32] --oracle decides every step again', () => {
    const { status, stdout } = qcompute(['replay', 'tour.qtrace', '--oracle'], folder)
    expect(status).toBe(0)
    expect(stdout).toMatch(/oracle +12 steps decided again .* no difference/)
  })
})

describe('the law of a trace', () => {
  test('[RPL-13] a law that nobody has leaves the verdict open: exit 2, naming digest and --rules', () => {
    const { status, stdout, stderr } = qcompute(['replay', 'staging.qtrace'], folder)
    expect(status).toBe(2)
    expect(stdout).toContain('undecided')
    expect(stderr).toMatch(/error law-not-found no law has the digest [0-9a-f]{64}; name the folder of its bundle with --rules/)
    write('staging-forged.qtrace', readFileSync(join(folder, 'staging.qtrace'), 'utf8').replace('"seq":2', '"seq":3'))
    expect(qcompute(['replay', 'staging-forged.qtrace'], folder).status).toBe(1)
  })

  test('[CMD-14] a law is found by its digest, in a folder tree too, and the shipped ones without --rules', () => {
    expect(qcompute(['replay', 'staging.qtrace', '--rules', join(root, 'examples', 'rulesets')], folder).status).toBe(0)
    expect(qcompute(['replay', 'tour.qtrace', '--rules', join(root, 'examples', 'rulesets', 'staging')], folder).status).toBe(0)
  })
})

describe('a bundle with problems', () => {
  const breakBundle = (): string => {
    const broken = join(folder, 'broken')
    mkdirSync(broken, { recursive: true })
    writeFileSync(join(broken, 'bundle.yaml'), 'kind: bundle/1\nid: broken\nversion: 1.0.0\nmachins: {}\n')
    return broken
  }

  test('[CMD-11] [CMD-14] is a warning where the law was found elsewhere, with the same exit code and document', () => {
    const broken = breakBundle()
    const warning = /^.*broken\/bundle\.yaml:4:1: warning key-unknown .*did you mean "machines"/m
    for (const [file, exit] of [['tour.qtrace', 0], ['forged.qtrace', 1]] as const) {
      const plain = qcompute(['replay', file, '--rules', broken], folder)
      expect(plain.status).toBe(exit)
      expect(plain.stdout).toBe(qcompute(['replay', file], folder).stdout)
      expect(plain.stderr).toMatch(warning)
      expect(plain.stderr).not.toContain('error')
      const json = qcompute(['replay', file, '--rules', broken, '--json'], folder)
      expect(json).toMatchObject({ status: exit, stdout: qcompute(['replay', file, '--json'], folder).stdout })
      expect(json.stderr).toMatch(warning)
    }
    const several = qcompute(['replay', 'tour.qtrace', 'tour.qtrace', '--rules', broken, '--json'], folder)
    expect(JSON.parse(several.stdout)).toHaveLength(2)
    expect(several.stderr.match(/key-unknown/g)).toHaveLength(1)
    expect(qcompute(['explain', 'tour.qtrace', '--op', '1', '--rules', broken], folder)).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(warning),
    })
  })

  test('[RPL-13] is an error where no law was found', () => {
    const { status, stderr } = qcompute(['replay', 'staging.qtrace', '--rules', breakBundle()], folder)
    expect(status).toBe(2)
    expect(stderr).toMatch(/error law-not-found/)
    expect(stderr).toMatch(/broken\/bundle\.yaml:4:1: error key-unknown/)
  })
})

describe('several traces and bad files', () => {
  test('[CMD-12] [CMD-22] several give an array and the worst exit code in the order 70, 2, 1, 3, 0', () => {
    const wrong = qcompute(['replay', 'tour.qtrace', 'forged.qtrace', '--json'], folder)
    expect(wrong.status).toBe(1)
    expect(JSON.parse(wrong.stdout)).toHaveLength(2)
    const missing = qcompute(['replay', 'tour.qtrace', 'forged.qtrace', 'missing.qtrace', '--json'], folder)
    expect(missing.status).toBe(2)
    expect((JSON.parse(missing.stdout) as Record<string, unknown>[])[2]).toHaveProperty('error.problems.0.code', 'file-missing')
  })

  const bad: readonly (readonly [string, string, number])[] = [
    ['missing.qtrace', 'file-missing', 2],
    ['empty.qtrace', 'file-empty', 2],
    ['folder.qtrace', 'is a folder', 2],
    ['/dev/zero', 'is a device', 2],
  ]
  test.each(bad)('[RPL-15] %j', (name, message, status) => {
    if (name === 'empty.qtrace') write(name, '')
    if (name === 'folder.qtrace') mkdirSync(join(folder, name), { recursive: true })
    const run = qcompute(['replay', name], folder)
    expect(run.status).toBe(status)
    expect(run.stderr).toContain(message)
    expect(run.stdout).toBe('')
    documentOf(qcompute(['replay', name, '--json'], folder).stdout, 'error')
  })

  const wrong: readonly (readonly [string, string | Uint8Array])[] = [
    ['binary', new Uint8Array([0, 255, 10, 200, 1])],
    ['no ledger', 'hello\nworld\n'],
    ['a torn tail', ''],
    ['one long line', 'x'.repeat(3_000_000)],
    ['deep', '['.repeat(500_000)],
  ]
  test.each(wrong)('%s is found wrong: exit 1', (name, content) => {
    write('wrong.qtrace', name === 'a torn tail' ? trace.slice(0, -40) : content)
    const { status, stdout } = qcompute(['replay', 'wrong.qtrace', '--json'], folder)
    expect(status).toBe(1)
    expect(documentOf(stdout, 'replay')).toMatchObject({ replay: { valid: false } })
  })
})
