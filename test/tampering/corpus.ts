import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { parse as parseYaml } from 'yaml'
import { mutate } from '../../properties/arbitraries/law.js'
import type { Mutation } from '../../properties/arbitraries/law.js'
import { loadDraft, shippedLaw } from '../../properties/arbitraries/loading.js'
import { programArbitrary } from '../../properties/arbitraries/program.js'
import type { Item, RandomProgram } from '../../properties/arbitraries/program.js'
import { perform } from '../../properties/execution.js'
import { openSession } from '../../src/engine/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { loadLaw } from '../../src/shell/law-store.js'
import { hasTime, isDeep } from '../seed.js'
import { know } from './engine.js'
import type { KnownLaw } from './engine.js'
import { parse, sha256 } from './forge.js'
import type { PlainLine } from './forge.js'

/** A lawful trace, written by the engine. */
export interface Trace {
  readonly name: string
  readonly law: KnownLaw
  readonly texts: readonly string[]
  readonly lines: readonly PlainLine[]
}

export const SEED = Number(process.env['QCOMPUTE_SEED'] ?? 20_261_121)

/** Numbers below a bound, the same for the same seed and name: an affine walk over 2^32. */
export const makeRandom = (name: string): ((below: number) => number) => {
  let state = Number.parseInt(sha256(`${SEED} ${name}`).slice(0, 8), 16)
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const MUTATIONS: readonly (readonly Mutation[])[] = [
  [{ kind: 'refuseDecrease', at: 0, to: 0 }],
  [{ kind: 'addScale', at: 3, to: 0 }, { kind: 'setNominal', at: 1, to: 3 }],
  [{ kind: 'backTransition', at: 0, to: 0 }],
  [{ kind: 'addRouting', at: 0, to: 3 }],
  [{ kind: 'insertEnvironment', at: 0, to: 1 }, { kind: 'keepRouting', at: 1, to: 0 }],
  [{ kind: 'nestFrames', at: 0, to: 0 }],
  [{ kind: 'swapPriorities', at: 0, to: 1 }],
  [{ kind: 'swapPriorities', at: 1, to: 2 }],
  [{ kind: 'setBound', at: 0, to: 3 }, { kind: 'setMaximum', at: 1, to: 0 }],
  [{ kind: 'toggleToken', at: 0, to: 0 }],
  [{ kind: 'setBound', at: 0, to: 1 }],
]

const onDisk = (name: string, folder: string): KnownLaw => {
  const loaded = loadLaw(new URL(`../../${folder}`, import.meta.url).pathname)
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'))
  return know(name, loaded.value.law)
}

const changedLaws = (): KnownLaw[] =>
  MUTATIONS.flatMap((mutations) => {
    const loaded = loadDraft(mutate(mutations))
    return loaded.ok ? [know(`changed by ${mutations.map(({ kind }) => kind).join(' and ')}`, loaded.law)] : []
  })

const distinct = (laws: readonly KnownLaw[]): readonly KnownLaw[] =>
  laws.filter(({ law }, index) => laws.findIndex((one) => one.law.digest === law.digest) === index)

/** The shipped law first, then others that ship, then laws with one or two changes. */
export const LAWS: readonly KnownLaw[] = distinct([
  know('shipped', shippedLaw()),
  onDisk('openqasm', 'rules/openqasm/1.0.0'),
  onDisk('staging', 'examples/rulesets/staging'),
  ...changedLaws(),
])
const [SHIPPED, OPENQASM, STAGING] = LAWS as [KnownLaw, KnownLaw, KnownLaw]

/** `token:ID`, `->ENVIRONMENT`, `op NAME JSON`, or the text of an invocation. */
const itemOf = (text: string): Item => {
  if (text.startsWith('token:')) return { kind: 'token', tokenId: text.slice(6) }
  if (text.startsWith('->')) return { kind: 'transition', to: text.slice(2) }
  const [, name, params] = /^op (\S+) (.+)$/.exec(text) ?? []
  if (name === undefined || params === undefined) return { kind: 'source', source: text }
  return { kind: 'operator', name, params: new Map(Object.entries(JSON.parse(params) as { [name: string]: number })) }
}

const program = (items: readonly string[], environment: string | null = null, backend: string | null = null): RandomProgram => ({
  environment,
  backend,
  items: items.map(itemOf),
})

type Clock = (seq: number) => string

const START = Date.UTC(2026, 0, 1)
const logical: Clock = (seq) => new Date(START + seq).toISOString()

const stopped: Clock = () => logical(0)

/** A clock that stands, steps and leaps, as clocks of walls do. */
const makeWall = (name: string): Clock => {
  const random = makeRandom(`clock ${name}`)
  let now = START
  return () => new Date((now += [0, 1, 7, 1000, 86_399_999][random(5)] ?? 0)).toISOString()
}

const isVersioned = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`

interface Ending {
  readonly clock: Clock
  readonly recovers: boolean
}

const run = (name: string, law: KnownLaw, { environment, backend, items }: RandomProgram, { clock, recovers }: Ending): Trace => {
  const texts: string[] = []
  let time = ''
  let ending = false
  const opened = openSession({
    law: law.compiled,
    environment,
    backend,
    sessionId: isVersioned(sha256(name)),
    // A recovered session ends with the time of its last line (LED-14).
    clock: (seq) => (ending ? time : (time = clock(seq))),
    digest: nodeDigest,
    write: (text) => void texts.push(text),
  })
  if (!opened.ok) throw new Error(`${name}: unknown ${opened.unknown}`)
  for (const item of items) perform(opened.session, item)
  ending = recovers
  if (recovers) opened.session.recover()
  else opened.session.close()
  return { name, law, texts, lines: texts.map(parse) }
}

const example = (name: string): RandomProgram => {
  const text = readFileSync(new URL(`../../examples/programs/${name}.yaml`, import.meta.url), 'utf8')
  const { session = {}, stream } = parseYaml(text) as {
    session?: { env?: string; backend?: string }
    stream: (string | { token: string } | { transition: string } | { op: string; params: object })[]
  }
  const items = stream.map((item) => {
    if (typeof item === 'string') return item
    if ('token' in item) return `token:${item.token}`
    return 'transition' in item ? `->${item.transition}` : `op ${item.op} ${JSON.stringify(item.params)}`
  })
  return program(items, session.env ?? null, session.backend ?? null)
}

const H = 'h(q=0)'
const PULSE = 'pulse(q=0,duration=20,amplitude=0.5)'
/** A parameter with every kind of character that has other spellings. */
const ODD = 'op h {"q":"a/\\u001f\\n\\"\u00e9\u{1f600}","empty":""}'
/** Every type of line; operators, tokens and transitions allowed and refused for many reasons; overflow; reuse; all environments. */
const RICH = [
  H, 'x(q=1)', 'op cx {"q1":0,"q2":1}', 'z(q=2)', 'nope(', 'h(q=-1)', 'op nope {"q":1.5,"__proto__":2,"\u00e9\\"":3}',
  '->production', PULSE,
  'token:t1', 'token:t1', '->archive', '->nowhere', '->production', 'token:t2', PULSE, 'measure(q=0)', ...Array<string>(9).fill(H),
  'barrier()', 'swap(q1=1,q2=2)', 'h(q=0,q=0)', ODD, '->sandbox', '->archive', H, 'token:\u20ac\u{1f600}', '->archive',
]

const handmade = (): Trace[] => [
  run('every type of line', SHIPPED, program(RICH), { clock: logical, recovers: false }),
  run('every type of line, recovered', SHIPPED, program([ODD, ...RICH.slice(0, 20)]), { clock: makeWall('rich'), recovers: true }),
  run('a named backend', SHIPPED, program([PULSE, 'token:t', ODD, PULSE, H, 'flush()', PULSE], 'production', 'hardware-qpu-2'),
    { clock: makeWall('backend'), recovers: false }),
  run('a backend that is not legal', SHIPPED, program([H, PULSE, 'token:t', '->production', PULSE, ODD], 'sandbox', 'hardware-qpu-2'),
    { clock: logical, recovers: false }),
  run('overflow', SHIPPED, program([...Array<string>(14).fill(H), 'cx(q1=0,q2=1)', ODD, ...Array<string>(4).fill('swap(q1=0,q2=1)')]),
    { clock: logical, recovers: true }),
  run('a clock that stands', SHIPPED, program([H, PULSE, 'token:a', 'cx(q1=2,q2=3)', '->production', PULSE]),
    { clock: stopped, recovers: false }),
  run('a clock that stands, no frame open', STAGING, program(['token:a', H, '->staging', 'token:b']), { clock: stopped, recovers: false }),
  run('no events', SHIPPED, program([]), { clock: logical, recovers: false }),
  run('one event', SHIPPED, program(['token:only'], 'archive'), { clock: logical, recovers: true }),
  run('the tour', SHIPPED, example('tour'), { clock: logical, recovers: false }),
  run('the example of overflow', SHIPPED, example('overflow'), { clock: logical, recovers: false }),
  run('the example of staging', STAGING, example('staging'), { clock: makeWall('staging'), recovers: false }),
  ...LAWS.filter(({ name }) => name.includes('addScale')).flatMap((law) =>
    [[0, 1, 2, 0, 3], [5, 0, 0, 9], [1, 1, 2, 1, 4]].map((qubits, index) =>
      run(`drift that grows with a parameter ${index}`, law, program(qubits.map((qubit) => `h(q=${qubit})`)),
        { clock: logical, recovers: false }))),
  ...LAWS.filter(({ name }) => name.endsWith('by setBound') || name === 'shipped').flatMap((law) =>
    [0, 1, 2].map((qubit) =>
      run(`meta frames and environments ${qubit} of ${law.name}`, law, program([`h(q=${qubit})`, 'barrier()', 'cx(q1=0,q2=1)', 'flush()',
        'barrier()', H, 'token:t', '->production', H, 'barrier()', 'swap(q1=0,q2=1)', 'barrier()', `x(q=${qubit})`]),
        { clock: logical, recovers: false }))),
  run('gates of openqasm', OPENQASM, program(['U(theta=0.5,phi=1e-7,lambda=-1.25,q=0)', 'CX(q1=0,q2=1)', 'gphase()', 'h(q=0)', ODD]),
    { clock: logical, recovers: false }),
]

const drawn = (law: KnownLaw, count: number): Trace[] =>
  fc.sample(programArbitrary(law.law, 28), { seed: SEED + LAWS.indexOf(law), numRuns: count }).map((one, index) => {
    const name = `${law.name} ${index}`
    return run(name, law, one, { clock: index % 2 === 0 ? logical : makeWall(name), recovers: index % 3 === 2 })
  })

/** The seeded corpus: what is written by hand, the shipped examples, and programs drawn for each law. */
export const CORPUS: readonly Trace[] = [
  ...handmade(),
  ...LAWS.flatMap((law) => drawn(law, (hasTime ? 8 : isDeep ? 2 : 1) * (law === SHIPPED ? 10 : 2))),
].filter((trace) => trace.texts.every((text) => text.length < 3000))

/** Another trace of the corpus, for splices: the one that stands `step` places further. */
export const otherThan = (trace: Trace, step: number): Trace => CORPUS[(CORPUS.indexOf(trace) + step) % CORPUS.length] ?? trace

const contradictory = loadDraft(mutate([{ kind: 'dropRule', at: 0, to: 7 }]))

/** A lawful trace of a law without its rule on tokens, whose operators at 1 and 2 break an invariant of that law (RPL-16). */
export const CONTRADICTION: Trace | null = contradictory.ok
  ? run('a law that contradicts itself', know('without a rule', contradictory.law),
      program([PULSE, PULSE, H, 'token:t', PULSE], 'production'), { clock: logical, recovers: false })
  : null
