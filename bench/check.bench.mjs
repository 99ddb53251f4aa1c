// The checker beside SPIN: the same law, of about 600,000 session states, explored by both. SPIN's model is exported from the same
// artifacts and compiled with gcc, and both must find as many states. Without SPIN only our side is measured, beside plain objects.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeSessionModel } from '../dist/checker/session/session-model.js'
import { promelaOf } from '../dist/checker/export/promela.js'
import { searchBreadth } from '../dist/explore/index.js'
import { bindLaw } from '../dist/kernel/index.js'
import { CHECK_OPTIONS, finerLaw } from './check-model.mjs'
import { compare, readable, seconds } from './measure.mjs'
import { law as shipped } from './subject.mjs'

const ALL = { states: 100_000_000, goesOn: () => true }

const modelOf = (law, { tokens, symmetry }) => {
  const made = makeSessionModel(law, { tokens, symmetry, quantum: null, propositions: [] })
  if (!made.ok) throw new Error(`${made.variable}: ${made.why}`)
  return made.model
}

const isThere = (command, argument) => spawnSync(command, [argument], { stdio: 'ignore' }).status === 0

/** A compiled search of SPIN: how long it took to make, and a function that runs it and gives states and seconds by its own clock. */
const makeSpin = (law, folder) => {
  const exported = promelaOf(law, CHECK_OPTIONS)
  if (!exported.ok) throw new Error(exported.unsupported)
  writeFileSync(join(folder, 'model.pml'), exported.text)
  const start = performance.now()
  execFileSync('spin', ['-o2', '-a', 'model.pml'], { cwd: folder })
  execFileSync('gcc', ['-O3', '-w', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=8192', '-o', 'pan', 'pan.c'], { cwd: folder })
  const built = (performance.now() - start) / 1000
  const search = () => {
    const output = execFileSync(join(folder, 'pan'), ['-m5000000', '-w24'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 })
    const states = Number(/^\s*(\d+) states, stored/m.exec(output)?.[1])
    const took = Number(/elapsed time ([\d.]+) seconds/.exec(output)?.[1])
    if (!(states > 0) || !(took > 0) || !/errors: 0/.test(output)) throw new Error(output)
    return { states, took }
  }
  return { built, search }
}

/** A breadth-first search over kernel states kept by their JSON text: what a checker is without packing. */
const searchPlainly = (law, most) => {
  const model = modelOf(law, CHECK_OPTIONS)
  const kernel = bindLaw(law)
  const keyOf = (state) => JSON.stringify([
    state.environment, state.backend, state.tokens.toArray(), state.tokensBound, state.sessionState, state.frameState, state.drift,
    state.lastFrame, state.frame === null ? null : [state.frame.environment, state.frame.tier, state.frame.backend, state.frame.total],
  ])
  const seen = new Set()
  const queue = model.initial.map((state) => model.stateOf(state))
  for (const state of queue) seen.add(keyOf(state))
  for (const state of queue) {
    if (seen.size > most) break
    for (const { event } of model.events) {
      const step = kernel.step(state, event.event)
      if (step === null || seen.has(keyOf(step.state))) continue
      seen.add(keyOf(step.state))
      queue.push(step.state)
    }
  }
  return seen.size
}

const spinRow = async (law, model, rounds) => {
  const folder = mkdtempSync(join(tmpdir(), 'qcompute-spin-'))
  try {
    const spin = makeSpin(law, folder)
    const states = searchBreadth(model, ALL).states
    const rates = []
    for (let round = 0; round < rounds; round++) {
      const ours = states / (await seconds(() => searchBreadth(model, ALL)))
      const { states: stored, took } = spin.search()
      if (stored !== states + 1) throw new Error(`SPIN stores ${stored} states, we find ${states}`)
      rates.push({ ours, theirs: stored / took, ratio: ours / (stored / took) })
    }
    const median = (name) => rates.map((one) => one[name]).sort((a, b) => a - b)[rounds >> 1]
    return {
      job: `exhaustive safety of a law with ${states} states, from artifacts`,
      unit: 'states/s', rounds, goal: '>= 1, and >= 2 M states/s',
      ours: { label: 'breadth first over rows of the kernel', rate: median('ours') },
      theirs: { label: "SPIN's own search (its clock), same states", rate: median('theirs') },
      ratio: median('ratio'),
      note: `SPIN took ${spin.built.toFixed(1)} s to build`,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const file = (name) => fileURLToPath(new URL(name, import.meta.url))

/** Memory of a large search, in a process of its own: 9.6 million states, and 18 million. */
const memoryRow = (low, medium, tokens) => {
  const args = [file('check-side.mjs'), low, medium, tokens].map(String)
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const { states, bytes } = JSON.parse(stdout)
  return {
    job: `memory of a search of ${states} states`, unit: 'bytes', rounds: 1, goal: '< 1 at ten million states',
    ours: { label: 'greatest resident set', rate: bytes }, theirs: { label: 'the goal', rate: 4e9 }, ratio: bytes / 4e9, note: null,
  }
}

/** The command from its start: one shipped law, and all laws and machines; the median of some runs. */
const coldRow = (job, targets, rounds) => {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, [file('../dist/cli/main.js'), 'check', ...targets], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return (performance.now() - start) / 1000
  }).sort((a, b) => a - b)
  const took = times[rounds >> 1]
  return {
    job, unit: 'seconds', rounds, goal: '< 1',
    ours: { label: `qcompute check ${targets.join(' ')}`.trim(), rate: took },
    theirs: { label: 'the goal', rate: 2 }, ratio: took / 2, note: null,
  }
}

/**
 * Rows of the checker bench: against SPIN and against plain objects, memory, and the command from its start. What it costs to fill the rows
 * stands in the notes.
 */
export async function run({ quick }) {
  const law = finerLaw()
  const rounds = quick ? 3 : 7
  const made = modelOf(law, CHECK_OPTIONS)
  const filling = await seconds(() => searchBreadth(made, ALL))
  const states = searchBreadth(made, ALL).states
  const { rows, rest, tokens } = made.size()
  const few = quick ? 5_000 : 20_000
  const plain = await compare({
    job: 'the same law, states kept as text',
    unit: 'states/s', rounds, goal: null,
    ours: { label: 'breadth first over rows of the kernel', units: states, work: () => searchBreadth(made, ALL) },
    theirs: { label: `a Set of JSON, ${few} states`, units: few, work: () => searchPlainly(law, few) },
    note: `first search ${filling.toFixed(2)} s: ${rows} rows of ${rest} states × ${tokens} orders of tokens filled by the kernel`,
  })
  const alike = modelOf(shipped, { tokens: 5, symmetry: true })
  const apart = modelOf(shipped, { tokens: 5, symmetry: false })
  const [few5, all5] = [alike, apart].map((model) => searchBreadth(model, ALL).states)
  const symmetry = {
    job: 'symmetry over five tokens of the shipped law', unit: 'states', rounds: 1, goal: null,
    ours: { label: 'tokens alike', rate: few5 }, theirs: { label: 'every order told apart', rate: all5 }, ratio: all5 / few5,
    note: `${readable(all5 / few5)} times fewer states, the same verdicts`,
  }
  const beside = isThere('spin', '-V') && isThere('gcc', '--version') ? [await spinRow(law, made, rounds)] : []
  if (beside.length === 0) console.error('check: SPIN is not installed (apt-get install spin gcc), so it is not measured')
  const memory = quick ? [memoryRow(3 / 256, 24 / 256, 5)] : [memoryRow(1 / 256, 12 / 256, 6), memoryRow(1 / 512, 15 / 512, 6)]
  const cold = [coldRow('one shipped law, cold', ['qcompute'], rounds), coldRow('everything that ships, cold', [], rounds)]
  return [...beside, plain, symmetry, ...memory, ...cold]
}
