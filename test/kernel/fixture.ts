import { existsSync, readFileSync } from 'node:fs'
import { decodeMachine, loadBundle } from '../../src/artifact/index.js'
import type { BundleFiles } from '../../src/artifact/index.js'
import type { Law, Params, Scalar } from '../../src/artifact/law.js'
import type { Machine } from '../../src/artifact/machine.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { Entry, Frame, Kernel, SessionEvent, State, Step } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'

/** Replaces texts in the files of the shipped law: by file name, or `machine:<name>`. Each text must be there. */
export type Edits = { readonly [file: string]: readonly (readonly [from: string, to: string])[] }

const read = (path: string): string | null => {
  const url = new URL(`../../${path}`, import.meta.url)
  return existsSync(url) ? readFileSync(url, 'utf8') : null
}

const edit = (text: string | null, changes: Edits[string] = []): string | null => {
  if (text === null) return null
  return changes.reduce((edited, [from, to]) => {
    if (!edited.includes(from)) throw new Error(`the text to replace is not there: ${from}`)
    return edited.split(from).join(to)
  }, text)
}

/** The shipped law with edits, loaded without the checks of this layer. */
export const lawWith = (edits: Edits = {}): Law => {
  const files: BundleFiles = {
    folder: 'rules/qcompute/1.0.0',
    file: (name) => edit(read(`rules/qcompute/1.0.0/${name}`), edits[name]),
    shippedMachine: (name, version) => {
      const path = `machines/${name}/${version}.json`
      const text = edit(read(path), edits[`machine:${name}`])
      return text === null ? null : { path, text }
    },
    ownMachine: () => null,
    digest: nodeDigest,
  }
  const loaded = loadBundle(files)
  if (!loaded.ok) throw new Error(loaded.problems.map(({ file, line, code, message }) => `${file}:${line} ${code} ${message}`).join('\n'))
  return loaded.law
}

/** A machine from its configuration. */
export const machineOf = (config: { readonly [key: string]: unknown }): Machine => {
  const text = JSON.stringify({ id: 'm', version: '1.0.0', ...config })
  const decoded = decodeMachine(text, { file: 'm.json', id: 'm', version: '1.0.0' })
  if (!decoded.ok) throw new Error(`${decoded.problems.map(({ message }) => message).join('\n')}\n${text}`)
  return decoded.machine
}

/** What a test writes for an event: an invocation, `token t1`, `-> production`, `close`, `recover`. */
export const eventOf = (text: string): SessionEvent => {
  if (text === 'close' || text === 'recover') return { kind: text }
  if (text.startsWith('token ')) return { kind: 'token', tokenId: text.slice(6) }
  if (text.startsWith('-> ')) return { kind: 'transition', to: text.slice(3) }
  return { kind: 'source', source: text, timestamp: `at ${text}` }
}

export const operatorOf = (name: string, params: { readonly [name: string]: Scalar } = {}): SessionEvent => ({
  kind: 'operator',
  name,
  params: new Map(Object.entries(params)) as Params,
  timestamp: `at ${name}`,
})

/** The first state of a session. */
export const opened = (kernel: Kernel, environment: string | null = null, backend = 'auto'): State => {
  const opening = kernel.open({ environment, backend })
  if (!opening.ok) throw new Error(`no ${opening.unknown}`)
  return opening.state
}

/** The steps of a stream, none of which may come after the end. */
export const stepsOf = (kernel: Kernel, start: State, stream: readonly (string | SessionEvent)[]): readonly Step[] => {
  const steps: Step[] = []
  let state = start
  for (const item of stream) {
    const step = kernel.step(state, typeof item === 'string' ? eventOf(item) : item)
    if (step === null) throw new Error('the session is done')
    steps.push(step)
    state = step.state
  }
  return steps
}

export const shipped: Kernel = bindLaw(lawWith())

interface Start {
  readonly environment?: string
  readonly backend?: string
  readonly kernel?: Kernel
}

/** The steps of a stream from the opening on. */
export const run = (stream: readonly (string | SessionEvent)[], { environment, backend, kernel = shipped }: Start = {}): readonly Step[] =>
  stepsOf(kernel, opened(kernel, environment ?? null, backend), stream)

/** The last entry of a stream. */
export const lastEntry = (stream: readonly (string | SessionEvent)[], start: Start = {}): Entry => {
  const entry = run(stream, start).at(-1)?.entry
  if (entry === undefined) throw new Error('an empty stream')
  return entry
}

/** The frames that a stream closes, in order. */
export const framesOf = (steps: readonly Step[]): readonly Frame[] =>
  steps.flatMap(({ closedFrame }) => (closedFrame === null ? [] : [closedFrame]))
