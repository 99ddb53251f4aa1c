// Durable append: many callers of one session, each waiting until its entry is on disk, beside one fdatasync for each entry.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { qSession } from '../dist/shell/qsession.js'
import { compare } from './measure.mjs'
import { operatorStream, runStream } from './subject.mjs'

/** Captures `stream` by `callers` callers in turns; each awaits the commit of its entry before it goes on with the next. */
async function appendTogether(path, stream, callers) {
  const session = qSession({ trace: path, durability: 'batch', clock: 'logical' })
  let next = 0
  async function caller() {
    while (next < stream.length) {
      const { name, params } = stream[next++]
      session.apply(name, params)
      await session.commit()
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const { entry } = await session.close()
  if (entry.counts.operators !== stream.length) throw new Error('entries are missing')
}

/** Writes ready lines, each synced before the next. */
function appendEach(path, lines) {
  const file = openSync(path, 'wx')
  for (const line of lines) {
    writeSync(file, `${line}\n`)
    fdatasyncSync(file)
  }
  closeSync(file)
}

/** Rows of the bench of durable entries per second: 1, 16, 256 and 1,024 concurrent callers. */
export async function run({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'qcompute-bench-'))
  try {
    const stream = operatorStream(quick ? 30_000 : 200_000).filter(({ name }) => name !== 'pulse')
    const lines = []
    runStream(stream.slice(0, quick ? 200 : 500), (line) => lines.push(line))
    let files = 0
    const theirs = {
      label: 'ready lines, one fdatasync for each',
      units: lines.length,
      work: () => appendEach(join(folder, `${files++}.each`), lines),
    }
    const rows = []
    for (const callers of [1, 16, 256, 1024]) {
      const own = stream.slice(0, Math.min(stream.length, callers * (quick ? 60 : 400)))
      const path = () => join(folder, `${files++}.qtrace`)
      rows.push(
        await compare({
          job: `${callers} concurrent callers, each entry acknowledged after its sync`,
          unit: 'entries/s',
          ours: { label: 'decide, capture, commit', units: own.length, work: () => appendTogether(path(), own, callers) },
          theirs,
          rounds: quick ? 3 : 5,
          goal: callers === 1024 ? '>= 40 k entries/s' : null,
        }),
      )
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
