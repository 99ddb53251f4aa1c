import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Durability } from '../../src/shell/durability.js'
import { thisHolder } from '../../src/shell/lock-holder.js'
import { writeOutput } from '../../src/shell/output-file.js'
import { openTraceFile } from '../../src/shell/trace-file.js'
import type { TraceFile } from '../../src/shell/trace-file.js'
import { createTrace, TraceWriteFailure } from '../../src/shell/trace-writer.js'
import type { OpenFile, TraceOptions, TraceWriter } from '../../src/shell/trace-writer.js'
import { lockPathOf, lockTrace } from '../../src/shell/writer-lock.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-writer-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const at = (name: string): string => join(folder, name)
const fresh = (): string => at(`${files++}.qtrace`)

const create = (path: string, options: Partial<TraceOptions> = {}, open?: OpenFile): TraceWriter => {
  const created = createTrace(path, { force: false, keep: [], ...options }, open)
  if (!created.ok) throw new Error(created.error.message)
  return created.value
}

const refusal = (path: string, options: Partial<TraceOptions> = {}): string => {
  const created = createTrace(path, { force: false, keep: [], ...options })
  if (created.ok) created.value.close()
  return created.ok ? 'ok' : created.error.code
}

/** The real file, which notes its calls; a sync beside the program waits until the test lets it go. */
interface Watched {
  readonly calls: string[]
  readonly open: OpenFile
  /** Lets the sync that is under way end. */
  land(error?: Error): void
}

const watched = (): Watched => {
  const calls: string[] = []
  let landing: ((error: Error | null) => void) | null = null
  const noted = (file: TraceFile): TraceFile => ({
    write: (bytes, start, position) => {
      calls.push('write')
      return file.write(bytes, start, position)
    },
    sync: () => {
      calls.push('sync')
      file.sync()
    },
    syncLater: (done) => {
      calls.push('sync later')
      landing = done
    },
    syncName: () => {
      calls.push('sync name')
      file.syncName()
    },
    truncate: (size) => file.truncate(size),
    close: () => {
      calls.push('close')
      file.close()
    },
  })
  return {
    calls,
    open: (path, opening) => noted(openTraceFile(path, opening)),
    land(error) {
      const done = landing
      landing = null
      done?.(error ?? null)
    },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Whether a promise is settled within this turn of the event loop. */
const stateOf = async (promise: Promise<void>): Promise<string> => {
  const settled = promise.then(() => 'done', () => 'failed')
  return Promise.race([settled, turn().then(() => 'waiting')])
}

describe('[LED-17] [LED-18] what is synced, and when', () => {
  test.each<[Durability, readonly string[]]>([
    ['none', ['write', 'close']],
    ['batch', ['sync name', 'write', 'sync', 'close']],
    ['each', ['sync name', 'write', 'sync', 'write', 'sync', 'close']],
  ])('%s', (durability, expected) => {
    const { calls, open } = watched()
    const path = fresh()
    const writer = create(path, { durability }, open)
    writer.write('one')
    if (durability === 'each') expect(calls.at(-1)).toBe('sync')
    writer.write('two')
    writer.close()
    expect(calls).toEqual(expected)
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
  })

  test('a commit without syncs hands over; one in batches waits for the sync; after each line there is nothing to do', async () => {
    const none = watched()
    const path = fresh()
    const handed = create(path, { durability: 'none' }, none.open)
    handed.write('one')
    await handed.commit()
    expect([readFileSync(path, 'utf8'), none.calls]).toEqual(['one\n', ['write']])
    handed.close()

    const each = watched()
    const synced = create(fresh(), { durability: 'each' }, each.open)
    synced.write('one')
    const before = each.calls.length
    await synced.commit()
    expect(each.calls).toHaveLength(before)
    synced.close()

    const batch = watched()
    const grouped = create(fresh(), { durability: 'batch' }, batch.open)
    grouped.write('one')
    const commit = grouped.commit()
    expect(await stateOf(commit)).toBe('waiting')
    expect(batch.calls).toEqual(['sync name', 'write', 'sync later'])
    expect(await stateOf(commit)).toBe('waiting')
    batch.land()
    await commit
    grouped.close()
    expect(batch.calls).toEqual(['sync name', 'write', 'sync later', 'close'])
  })
})

describe('[LED-19] group commit', () => {
  test('who asks before a sync begins shares it; who asks meanwhile shares the next one, and only that covers his line', async () => {
    const { calls, open, land } = watched()
    const writer = create(fresh(), { durability: 'batch' }, open)
    const syncs = (): number => calls.filter((call) => call === 'sync later').length
    const ask = (line: string): Promise<void> => {
      writer.write(line)
      return writer.commit()
    }
    const first = [ask('a'), ask('b'), ask('c')]
    await turn()
    expect([syncs(), writer.busy]).toEqual([1, true])
    expect(await stateOf(writer.commit())).toBe('waiting')
    const second = [ask('d'), ask('e')]
    await turn()
    expect(syncs()).toBe(1)
    land()
    await Promise.all(first)
    expect(await stateOf(Promise.race(second))).toBe('waiting')
    await turn()
    expect(syncs()).toBe(2)
    land()
    await Promise.all(second)
    await writer.commit()
    expect([syncs(), writer.busy]).toEqual([2, false])
    writer.close()
  })

  test('a block that was handed over while a sync was under way needs a sync of its own', async () => {
    const { calls, open, land } = watched()
    const writer = create(fresh(), { durability: 'batch' }, open)
    writer.write('a')
    const first = writer.commit()
    await turn()
    writer.write('x'.repeat(70_000))
    expect(calls.filter((call) => call === 'write')).toHaveLength(2)
    land()
    await first
    expect(await stateOf(writer.commit())).toBe('waiting')
    await turn()
    expect(calls.at(-1)).toBe('sync later')
    land()
    await turn()
    writer.close()
  })

  test('who has nothing new shares the sync that is under way', async () => {
    const { calls, open, land } = watched()
    const writer = create(fresh(), { durability: 'batch' }, open)
    writer.write('a')
    const first = writer.commit()
    await turn()
    const again = writer.commit()
    land()
    await Promise.all([first, again])
    await turn()
    expect(calls.filter((call) => call === 'sync later')).toHaveLength(1)
    writer.close()
  })
})

describe('[LED-20] failures', () => {
  const eio = (): Error => Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' })

  test('a sync that fails rejects all that wait, and is not tried again', async () => {
    const { calls, open, land } = watched()
    const writer = create(fresh(), { durability: 'batch' }, open)
    writer.write('a')
    const first = writer.commit()
    await turn()
    writer.write('b')
    const second = writer.commit()
    land(eio())
    const failed = { problem: { code: 'file-sync' } }
    await expect(first).rejects.toMatchObject(failed)
    await expect(second).rejects.toMatchObject(failed)
    await expect(writer.commit()).rejects.toMatchObject(failed)
    expect(() => writer.write('c')).toThrow(TraceWriteFailure)
    expect(() => writer.close()).toThrow(TraceWriteFailure)
    expect(calls).toEqual(['sync name', 'write', 'sync later', 'close'])
  })

  test('the file is closed only after the sync that is under way, and the lock given up', async () => {
    const { calls, open, land } = watched()
    const path = fresh()
    const failing: OpenFile = (name, opening) => {
      const file = open(name, opening)
      let writes = 0
      return { ...file, write: (...call) => (writes++ > 0 ? raise(eio()) : file.write(...call)) }
    }
    const writer = create(path, { durability: 'batch' }, failing)
    writer.write('a')
    const first = writer.commit()
    await turn()
    expect(() => writer.write('x'.repeat(70_000))).toThrow(TraceWriteFailure)
    expect(calls).not.toContain('close')
    land()
    await first
    expect(calls.at(-1)).toBe('close')
    expect([readFileSync(path, 'utf8'), readdirSync(folder).includes(`${path}.lock`)]).toEqual(['a\n', false])
  })

  test('a name that cannot be synced: no trace, no lock', () => {
    const path = fresh()
    const created = createTrace(path, { force: false, keep: [] }, (name, opening) => ({
      ...openTraceFile(name, opening),
      syncName: () => raise(eio()),
    }))
    expect(created.ok || created.error.code).toBe('file-sync')
    expect(readdirSync(folder)).not.toContain(`${path}.lock`)
  })

  test('a process that ends leaves no lines behind', () => {
    const path = fresh()
    const writer = create(path, { durability: 'batch' })
    writer.write('one')
    writer.abandon()
    writer.abandon()
    expect(readFileSync(path, 'utf8')).toBe('one\n')
    expect(() => statSync(`${path}.lock`)).toThrow()
  })
})

const raise = (error: Error): never => {
  throw error
}

describe('[LED-21] one writer at a time', () => {
  const DEAD = 2 ** 22 + 1 // Above the largest process id of Linux.

  const MACHINE = thisHolder().machine
  const lockOf = (change: object): string => {
    const { text: _, ...holder } = thisHolder()
    return JSON.stringify({ ...holder, ...change })
  }

  test('a second one is refused while the first lives, by whatever name, also with force', () => {
    const path = fresh()
    const writer = create(path)
    writer.write('one')
    symlinkSync(path, at('alias.qtrace'))
    mkdirSync(at('deep'))
    symlinkSync(folder, at('deep/up'))
    const own = path.slice(folder.length)
    for (const name of [path, at('alias.qtrace'), join(folder, '.', own), join(at('deep/up'), own)]) {
      expect([refusal(name, { force: true }), refusal(name)]).toEqual(['file-locked', 'file-locked'])
    }
    linkSync(path, at('hard.qtrace'))
    expect(refusal(at('hard.qtrace'), { force: true })).toBe('file-exists')
    rmSync(at('hard.qtrace'))
    writer.close()
    expect(readFileSync(path, 'utf8')).toBe('one\n')
    expect(refusal(path)).toBe('file-exists')
    expect(refusal(path, { force: true })).toBe('ok')
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([])
  })

  test('a symbolic link to a file that is not there yet has the lock of its target', () => {
    symlinkSync('target.qtrace', at('dangling.qtrace'))
    expect(lockPathOf(at('dangling.qtrace'))).toBe(lockPathOf(at('target.qtrace')))
    expect(lockPathOf(at(`${'n'.repeat(250)}`)).length).toBeLessThan(folder.length + 60)
  })

  test.each<[string, string, boolean]>([
    ['a process that is gone', lockOf({ pid: DEAD }), true],
    ['a process id that was used again', lockOf({ started: '1' }), true],
    ['a process before the restart', lockOf({ boot: 'another', machine: MACHINE }), MACHINE !== ''],
    ['a process before the restart of a machine of the same name', lockOf({ boot: 'another', machine: 'f'.repeat(32), pid: DEAD }), false],
    ['a process before the restart of who knows what', lockOf({ boot: 'another', machine: '', pid: DEAD }), false],
    ['nobody that it names: it was torn', '', false],
    ['nobody that it names: it was torn', '\0\0\0\0', false],
    ['nobody that it names', '{"pid":1}', false],
    ['this process', lockOf({}), false],
    ['a process of another machine', lockOf({ boot: 'another', machine: 'e'.repeat(32), host: 'elsewhere', pid: DEAD }), false],
    ['a process of another container', lockOf({ space: 'pid:[1]', pid: DEAD }), false],
  ])('the lock of %s', (_, text, isTaken) => {
    const path = fresh()
    writeFileSync(`${path}.lock`, text)
    expect(refusal(path)).toBe(isTaken ? 'ok' : 'file-locked')
    expect(statSync(`${path}.lock`, { throwIfNoEntry: false }) === undefined).toBe(isTaken)
    if (!isTaken) expect(readFileSync(`${path}.lock`, 'utf8')).toBe(text)
  })

  test('nothing else that is written replaces a trace, or a lock, that a living writer holds', () => {
    const path = fresh()
    const writer = create(path)
    writer.write('one')
    for (const name of [path, `${path}.lock`]) {
      const written = writeOutput(name, 'other', { force: true })
      expect(written.ok ? 'ok' : written.error.code).toBe('file-locked')
    }
    writer.write('two')
    writer.close()
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
    expect(writeOutput(path, 'other', { force: true }).ok).toBe(true)
    // Many things are called .lock.
    writeFileSync(at('yarn.lock'), 'theirs')
    writeFileSync(at('yarn'), 'theirs')
    for (const name of ['yarn.lock', 'yarn']) expect(writeOutput(at(name), 'ours', { force: true }).ok).toBe(true)
  })

  test('a link that leads nowhere in the place of a lock is said to be one', () => {
    const path = fresh()
    symlinkSync('nowhere', `${path}.lock`)
    expect(refusal(path)).toBe('file-locked')
  })

  test('who died while taking over is taken over too', () => {
    const path = fresh()
    const [first, second] = ['a'.repeat(32), 'b'.repeat(32)]
    writeFileSync(`${path}.lock`, lockOf({ pid: DEAD, nonce: first }))
    writeFileSync(`${path}.lock-${first}`, lockOf({ pid: DEAD, nonce: second }))
    const lock = lockTrace(path)
    expect(lock.ok).toBe(true)
    expect(refusal(path)).toBe('file-locked')
    if (lock.ok) lock.value.release()
    expect(readdirSync(folder).filter((name) => name.includes('.lock-'))).toEqual([])

    writeFileSync(`${path}.lock`, lockOf({ pid: DEAD, nonce: first }))
    writeFileSync(`${path}.lock-${first}`, lockOf({ nonce: second }))
    expect(refusal(path)).toBe('file-locked')
    rmSync(`${path}.lock`)
    rmSync(`${path}.lock-${first}`)
  })

  test('what is no lock is not read: neither a pipe, which would wait, nor a folder, nor a large file', () => {
    const path = fresh()
    for (const make of [() => execFileSync('mkfifo', [`${path}.lock`]), () => mkdirSync(`${path}.lock`)]) {
      make()
      expect(refusal(path)).toBe('file-locked')
      rmSync(`${path}.lock`, { recursive: true })
    }
    writeFileSync(`${path}.lock`, 'x'.repeat(5000))
    expect(refusal(path)).toBe('file-locked')
    rmSync(`${path}.lock`)
  })

  test('a lock that is not ours is not removed', () => {
    const path = fresh()
    const lock = lockTrace(path)
    writeFileSync(`${path}.lock`, lockOf({ nonce: 'c'.repeat(32) }))
    if (lock.ok) lock.value.release()
    expect(statSync(`${path}.lock`).isFile()).toBe(true)
    rmSync(`${path}.lock`)
  })
})
