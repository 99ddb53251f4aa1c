// Many traces with one command: two jobs beside one, over long traces and over short ones.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from './measure.mjs'
import { operatorStream, runStream } from './subject.mjs'

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** Writes `count` traces of `operators` operators, a hundred to a folder; gives the number of their lines. */
function writeTraces(folder, count, operators) {
  const lines = []
  runStream(operatorStream(operators), (line) => lines.push(line))
  const text = `${lines.join('\n')}\n`
  for (let index = 0; index < count; index++) {
    const place = join(folder, String(Math.floor(index / 100)))
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, `${index}.qtrace`), text)
  }
  return count * lines.length
}

function replay(folder, count, jobs) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'replay', folder, '--jobs', String(jobs)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`)
  if (!stdout.startsWith(`${count} traces: ${count} valid\n`)) throw new Error(`another summary: ${stdout}`)
}

async function measure(count, operators, rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'qcompute-bench-'))
  try {
    const units = writeTraces(folder, count, operators)
    return await compare({
      job: `${count} traces of ${units / count} entries`,
      unit: 'entries/s',
      ours: { label: 'qcompute replay DIR --jobs 2', units, work: () => replay(folder, count, 2) },
      theirs: { label: 'qcompute replay DIR --jobs 1', units, work: () => replay(folder, count, 1) },
      rounds,
      note: 'start of the command included',
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Rows of the bench of replays of folders; throws if a trace is not valid. */
export async function run({ quick }) {
  return [await measure(quick ? 20 : 200, 3900, quick ? 3 : 5), await measure(quick ? 500 : 5000, 14, quick ? 3 : 5)]
}
