// The main job on bundled examples: a program and a circuit are run, shown and verified. `npm start` builds and then runs this.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const command = join(root, 'dist', 'cli', 'main.js')
const LEDGER_LINES = 4
const LINE_UNITS = 118

const isColoured = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (code, text) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text)

const say = (text) => process.stdout.write(`${text}\n`)

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** Runs one command of qcompute with its output on this terminal; any exit code but `expected` ends everything with exit 1. */
const qcompute = (...args) => {
  say(paint('1;36', `$ npx qcompute ${args.map(quoted).join(' ')}`))
  const run = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: 'inherit' })
  if (run.error !== undefined) throw run.error
  if (run.status !== 0) {
    process.stderr.write(`start: the command above ended with exit code ${run.status}\n`)
    process.exit(1)
  }
  say('')
}

const heading = (text) => say(`${paint('1', `== ${text}`)}\n`)

const showLedger = (path) => {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  for (const line of lines.slice(0, LEDGER_LINES)) say(line.length > LINE_UNITS ? `${line.slice(0, LINE_UNITS)}…` : line)
  say(paint('2', `… ${lines.length} lines, each with the hash of the one before: ${path}`))
  say('')
}

const out = mkdtempSync(join(tmpdir(), 'qcompute-'))
const program = relative(root, join(root, 'examples', 'programs', 'tour.yaml'))
const circuit = relative(root, join(root, 'examples', 'circuits', 'qft_4.qasm'))
const trace = join(out, 'tour.qtrace')
const imported = join(out, 'qft_4.yaml')

heading('A program: decided, executed and captured, line by line')
qcompute('run', program, '-o', trace)
heading('Its ledger')
showLedger(trace)
heading('The verifier takes only the inputs from the ledger and recomputes the rest')
qcompute('replay', trace)
heading('Why operator 4 was refused')
qcompute('explain', trace, '--op', '4')
heading('A circuit in OpenQASM, imported, run under another law and verified by a second pair of engines')
qcompute('import', 'qasm', circuit, '-o', imported)
qcompute('run', imported, '--rules', 'openqasm')
qcompute('replay', join(out, 'qft_4.qtrace'), '--oracle')
say(`All valid. The files are in ${out}; README.md goes on from here.`)
