// Start-up: `qcompute run` of a ten-operator program, replay included, beside `node -e 0`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from './measure.mjs'

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

function node(args) {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`)
}

/** Row of the bench of command starts per second; throws if a start fails. */
export async function run({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'qcompute-bench-'))
  try {
    const program = join(folder, 'ten.yaml')
    const items = Array.from({ length: 10 }, (_, index) => (index % 3 === 2 ? `  - cx(q1=${index}, q2=${index + 1})` : `  - h(q=${index})`))
    writeFileSync(program, `qcompute: program/1\nstream:\n${items.join('\n')}\n`)
    const row = await compare({
      job: 'start of the command',
      unit: 'starts/s',
      ours: {
        label: 'qcompute run, ten operators, with replay',
        units: 1,
        work: () => node([command, 'run', program, '--force', '-o', join(folder, 'ten.qtrace')]),
      },
      theirs: { label: 'node -e 0', units: 1, work: () => node(['-e', '0']) },
      rounds: quick ? 5 : 21,
      goal: '<= 200 ms more',
    })
    const more = 1000 / row.ours.rate - 1000 / row.theirs.rate
    return [{ ...row, note: `${more.toFixed(0)} ms more` }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
