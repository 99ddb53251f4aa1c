import { createHash } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
let whole: readonly string[] = []
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  const tour = join(root, 'examples', 'programs', 'tour.yaml')
  expect(qcompute(['run', tour, '-o', 'tour.qtrace', '--clock', 'logical'], folder).status).toBe(0)
  whole = readFileSync(join(folder, 'tour.qtrace'), 'utf8').split('\n').slice(0, -1)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const typeOf = (line = ''): string => String((JSON.parse(line) as { readonly type: string }).type)

const read = (): string => readFileSync(join(folder, 'left.qtrace'), 'utf8')

/** Writes what a crash left and recovers it. */
const recover = (content: string | Buffer, more: readonly string[] = []): ReturnType<typeof qcompute> => {
  writeFileSync(join(folder, 'left.qtrace'), content)
  return qcompute(['ledger', 'recover', 'left.qtrace', ...more], folder)
}

/** Recovery left the file as it was. */
const expectUntouched = (content: string | Buffer, status: number, expected: RegExp, more: readonly string[] = []): void => {
  const outcome = recover(content, more)
  expect(outcome.stderr + outcome.stdout).toMatch(expected)
  expect(outcome.status).toBe(status)
  expect(readFileSync(join(folder, 'left.qtrace')).equals(Buffer.from(content))).toBe(true)
  expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([])
}

describe('[CMD-30] [LED-23] ledger recover', () => {
  test('[LED-14] [LED-22] whole or torn: cuts the tail, ends the session, and the result replays', () => {
    for (const count of [1, 2, 3, 4, 7, 11, 15, whole.length - 1]) {
      const kept = typeOf(whole[count - 1]) === 'frame' ? count - 1 : count
      const torn = (whole[count] ?? '').slice(0, count % 3 === 0 ? 0 : 20)
      const { status, stdout, stderr } = recover(text(whole.slice(0, count)) + torn, ['--json'])
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      const document = documentOf(stdout, 'recovery')
      const lines = read().split('\n').slice(0, -1)
      expect(lines.slice(0, kept)).toEqual(whole.slice(0, kept))
      const appended = lines.slice(kept).map((line) => JSON.parse(line) as { type: string; timestamp: string; ended?: string })
      const { timestamp } = JSON.parse(whole[kept - 1] ?? '') as { readonly timestamp: string }
      expect(appended.map(({ type }) => type)).toBeOneOf([['footer'], ['frame', 'footer']])
      expect(appended.map((line) => line.timestamp)).toEqual(appended.map(() => timestamp))
      expect(appended.at(-1)).toMatchObject({ ended: 'recovered' })
      const cut = (kept === count ? '' : `${whole[kept]}\n`) + torn
      expect(document).toMatchObject({
        recovered: true,
        kept,
        appended: appended.length,
        lost: { offset: text(whole.slice(0, kept)).length, bytes: cut.length, text: cut },
        replay: { valid: true, findings_total: 0 },
      })
      if (count !== 15) continue
      expect(qcompute(['replay', 'left.qtrace'], folder).status).toBe(0)
      const again = read()
      expectUntouched(again, 0, /left\.qtrace: complete, nothing to recover/)
    }
  })

  test('says for people what is lost', () => {
    const { status, stdout } = recover(text(whole.slice(0, 4)) + (whole[4] ?? '').slice(0, 30))
    expect(status).toBe(0)
    expect(stdout).toMatch(/^left\.qtrace: recovered\n {2}kept +\d+ lines\n {2}lost +\d+ bytes from byte \d+ on: \{/)
    expect(stdout).toMatch(/appended +the line of the open frame and the footer\n/)
    expect(stdout).toMatch(/replay +valid\n$/)
  })

  test('[LED-22] a block that never reached the disk is torn, and all behind it', () => {
    const hole = Buffer.from(text(whole.slice(0, -1)))
    const start = text(whole.slice(0, 6)).length
    hole.fill(0, start + 40, start + 500)
    const { status, stdout } = recover(hole, ['--json'])
    expect(status).toBe(0)
    const kept = typeOf(whole[5]) === 'frame' ? 5 : 6
    expect(documentOf(stdout, 'recovery')).toMatchObject({ kept, lost: { offset: text(whole.slice(0, kept)).length } })
    expect(read().startsWith(text(whole.slice(0, kept)))).toBe(true)
  })

  test('[LED-22] [LED-24] but not before a footer: one changed byte costs nobody the rest of a trace', () => {
    const hole = Buffer.from(text(whole))
    hole[600] = 0
    const { status, stderr } = recover(hole)
    expect([status, stderr]).toEqual([1, expect.stringContaining('trace-invalid')])
    expect(read()).toBe(hole.toString('utf8'))
  })
})

test('[LED-21] a file with other names is not recovered: who writes it under another would not be seen', () => {
  writeFileSync(join(folder, 'named.qtrace'), text(whole.slice(0, 5)))
  linkSync(join(folder, 'named.qtrace'), join(folder, 'other.qtrace'))
  const { status, stderr } = qcompute(['ledger', 'recover', 'other.qtrace'], folder)
  expect([status, stderr]).toEqual([2, expect.stringContaining('file-locked')])
  rmSync(join(folder, 'named.qtrace'))
  expect(qcompute(['ledger', 'recover', 'other.qtrace'], folder).status).toBe(0)
  const complete = documentOf(qcompute(['ledger', 'recover', 'other.qtrace', '--json'], folder).stdout, 'recovery')
  const hash: unknown = expect.stringMatching(/^[0-9a-f]{64}$/)
  expect(complete).toMatchObject({ recovered: false, lost: null, root: hash, counts: { frames: 2 } })
})

test('[LED-26] lines that somebody cut off look like a crash; a copy of the root tells', () => {
  const rootOf = (line = ''): string => String((JSON.parse(line) as { readonly root: string }).root)
  const { status, stdout } = recover(text(whole.slice(0, 5)), ['--json'])
  expect(status).toBe(0)
  expect(documentOf(stdout, 'recovery')).toMatchObject({ recovered: true, replay: { valid: true } })
  expect(rootOf(read().trimEnd().split('\n').at(-1))).not.toBe(rootOf(whole.at(-1)))
})

describe('[LED-24] what is left as it is', () => {
  const changed = (index: number, from: string | RegExp, to: string): string =>
    text(whole.slice(0, -1).map((line, at) => (at === index ? line.replace(from, to) : line)))

  test('a trace that is complete', () => {
    expectUntouched(text(whole), 0, /left\.qtrace: complete, nothing to recover/)
    const { stdout } = recover(text(whole), ['--json'])
    expect(documentOf(stdout, 'recovery')).toMatchObject({ recovered: false, appended: 0, lost: null, kept: whole.length })
  })

  test('one that does not replay: tampering is not repaired', () => {
    expectUntouched(changed(1, '"q":0', '"q":1'), 1, /left\.qtrace:2:1: error trace-invalid .*left as it is/)
    expectUntouched(`${changed(2, /"measured":[^,]*/, '"measured":0.9')}{"torn`, 1, /trace-invalid/)
    expectUntouched(text([...whole.slice(0, 5), ...whole.slice(6, -1)]), 1, /trace-invalid/)
    expectUntouched(`${text(whole.slice(0, 4))}no line\n${text(whole.slice(4, 6))}`, 1, /trace-invalid/)
    const { stdout, status } = recover(changed(1, '"q":0', '"q":1'), ['--json'])
    expect(status).toBe(1)
    expect(documentOf(stdout, 'error')).toMatchObject({ error: { exit: 1, problems: [{ code: 'trace-invalid', line: 2 }] } })
  })

  test('one with anything behind its footer', () => {
    for (const more of ['\0\0\0\0', `${whole[1]}\n`]) expectUntouched(text(whole) + more, 1, /trace-invalid/)
  })

  test('one whose law nobody has', () => {
    const { hash_self: _, ...header } = JSON.parse((whole[0] ?? '').replace(/"digest":"[0-9a-f]{64}"/, `"digest":"${'0'.repeat(64)}"`))
    const hashSelf = createHash('sha256').update(JSON.stringify(header)).digest('hex')
    const line = JSON.stringify(header).replace(/"hash_prev":"0+"/, (found) => `${found},"hash_self":"${hashSelf}"`)
    expectUntouched(`${line}\n{"torn`, 2, /left\.qtrace:1:1: error law-not-found no law has the digest 0{64}; name .* --rules/)
  })

  test('what holds no session', () => {
    expectUntouched('', 2, /left\.qtrace:1:1: error trace-broken the file is empty: there is no session to recover/)
    expectUntouched((whole[0] ?? '').slice(0, 100), 2, /trace-broken the header is torn after 100 bytes: there is no session to recover/)
    expectUntouched('\0'.repeat(4096), 2, /trace-broken the header is torn/)
    const missing = qcompute(['ledger', 'recover', 'none.qtrace'], folder)
    expect([missing.status, missing.stderr.includes('file-missing')]).toEqual([2, true])
    expect(qcompute(['ledger', 'recover', '.'], folder).stderr).toContain('file-kind')
  })
})
