import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeProgress } from '../../src/cli/progress.js'
import { qcompute } from './command.js'
import { makeTraces } from './replay-many-fixture.js'
import type { TraceFolder } from './replay-many-fixture.js'

const ERASE = '\r\u001b[K'

const FAKED = ['isTTY', 'columns'] as const

describe('[CMD-13] a bar', () => {
  const { stderr } = process
  const before = FAKED.map((name) => [name, Object.getOwnPropertyDescriptor(stderr, name)] as const)
  let written = ''
  const fake = (isTTY: boolean, columns = 80): void => {
    Object.defineProperty(stderr, 'isTTY', { value: isTTY, configurable: true })
    Object.defineProperty(stderr, 'columns', { value: columns, configurable: true })
  }

  beforeEach(() => {
    written = ''
    vi.useFakeTimers()
    vi.stubEnv('TERM', 'xterm')
    vi.spyOn(stderr, 'write').mockImplementation((text) => {
      written += String(text)
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    vi.useRealTimers()
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(stderr, name)
      else Object.defineProperty(stderr, name, descriptor)
    }
  })

  /** Works for `ms` and tells each of the hundred steps. */
  const work = (ms: number): void => {
    const progress = makeProgress('replay', 100)
    for (let done = 1; done <= 100; done++) {
      vi.advanceTimersByTime(ms / 100)
      progress.update(done)
    }
    progress.end()
  }

  test('on a terminal, after a moment, a few times a second, and gone at the end', () => {
    fake(true)
    work(2000)
    expect(written.startsWith('\rreplay [######........................]  20 %\r')).toBe(true)
    expect(written.match(/%/g)).toHaveLength(17)
    expect(written).toContain('[##############################] 100 %')
    expect(written.endsWith(ERASE)).toBe(true)
  })

  test('not for what is short, and not where there is no terminal or a dumb one', () => {
    fake(true)
    work(300)
    vi.stubEnv('TERM', 'dumb')
    work(2000)
    vi.stubEnv('TERM', 'xterm')
    fake(false)
    work(2000)
    expect(written).toBe('')
  })

  test('fits into a narrow terminal', () => {
    fake(true, 24)
    work(2000)
    const longest = Math.max(...written.split('\r').map((line) => line.length))
    expect(longest).toBeLessThan(24)
    expect(written).toContain('[########] 100 %')
  })

  test('does without the width of the terminal', () => {
    fake(true, 0)
    work(2000)
    expect(written).toContain('[##############################] 100 %')
  })

  test('makes room for a line of text and comes back', () => {
    fake(true)
    const progress = makeProgress('replay', 100)
    progress.hide()
    expect(written).toBe('')
    vi.advanceTimersByTime(500)
    progress.update(10)
    progress.hide()
    expect(written.endsWith(`10 %${ERASE}`)).toBe(true)
    vi.advanceTimersByTime(500)
    progress.update(20)
    expect(written.endsWith('20 %')).toBe(true)
    progress.end()
    progress.end()
    expect(written.endsWith(`20 %${ERASE}`)).toBe(true)
  })
})

describe('[CMD-13] [CMD-25] replay of a folder on a terminal', () => {
  let { folder, tour, place }: TraceFolder = { folder: '', tour: '', place: () => undefined }
  beforeAll(() => void ({ folder, tour, place } = makeTraces()))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(['1', '2'])('one bar for all bytes, ahead of each line erased, with %s job; none in a pipe', (jobs) => {
    const junk = tour.slice(0, tour.indexOf('\n') + 1) + '{"x":1}\n'.repeat(600_000)
    place('long', Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.qtrace`, junk])))
    const terminal = "Object.assign(process.stderr,{isTTY:true,columns:80})"
    const env = { TERM: 'xterm', NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(terminal)}` }
    const { status, stdout, stderr } = qcompute(['replay', 'long', '--jobs', jobs], folder, env)
    expect(status).toBe(1)
    expect(stdout).toContain('\n8 traces: 0 valid, 8 invalid\n')
    const shown = [...stderr.matchAll(/\rreplay \[[#.]{30}\] +(\d+) %/g)].map(([, percent]) => Number(percent))
    expect(shown.length).toBeGreaterThan(1)
    expect(shown).toEqual([...shown].sort((a, b) => a - b))
    expect(stderr.endsWith(ERASE)).toBe(true)
    expect(stderr.split(ERASE).length).toBeGreaterThan(2)
    expect(qcompute(['replay', 'long', '--jobs', jobs], folder)).toMatchObject({ status: 1, stdout, stderr: '' })
  })
})
