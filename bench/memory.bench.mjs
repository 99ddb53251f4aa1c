// Memory of a long replay: one process makes the trace and another replays it, through a pipe.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const GOAL_BYTES = 150e6
const file = (name) => fileURLToPath(new URL(name, import.meta.url))

function measure(operators) {
  const pipe = '"$0" "$1" "$2" | "$0" "$3"'
  const args = ['-c', pipe, process.execPath, file('memory-make.mjs'), String(operators), file('memory-side.mjs')]
  const { status, stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`)
  const { entries, bytes } = JSON.parse(stdout)
  return {
    job: `memory of a replay of ${entries} entries`,
    unit: 'bytes',
    ours: { label: 'greatest resident set', rate: bytes },
    theirs: { label: 'the goal', rate: GOAL_BYTES },
    ratio: bytes / GOAL_BYTES,
    rounds: 1,
    goal: '< 1',
    note: null,
  }
}

/** Rows of the bench of memory: a short trace and a long one, ten million entries unless it is to be quick. */
export async function run({ quick }) {
  return [measure(8_000), measure(quick ? 200_000 : 7_820_000)]
}
