import type { FindingCode } from '../../src/verifier/finding.js'
import type { Reason } from '../../src/verifier/reason.js'
import { LAWS } from './corpus.js'
import type { Trace } from './corpus.js'
import { departure } from './engine.js'
import { bytesOf, canonical } from './forge.js'
import type { PlainLine } from './forge.js'

/** One tampered trace and what must be found in it. */
export interface Forgery {
  /** What was done, for people. */
  readonly what: string
  readonly bytes: Uint8Array
  /** The seq of the first finding. */
  readonly first: number
  /** The code of a finding at that place (RPL-07). */
  readonly code?: FindingCode
  /** Reasons that must be among those given (RPL-05). */
  readonly reasons?: readonly Reason[]
  /** All reasons, exactly. */
  readonly only?: readonly Reason[]
  /** A later finding that must be there too. */
  readonly also?: { readonly seq: number; readonly code: FindingCode }
  /** The number of findings, where nothing follows from the change. */
  readonly total?: number
}

/** How much the forger makes anew: nothing, every number, hash and root after the change, or that with one exception. */
export type Effort = 'as it stands' | 're-hashed' | 'partly re-hashed'

/** A kind of tampering, as data. */
export interface Kind {
  readonly group: string
  readonly name: string
  readonly effort: Effort
  /** The clause that is broken. */
  readonly clause: string
  /** Where the first finding must be, for people; each forgery computes it. */
  readonly first: string
  /** Every way to do this to a trace. Each is made when it is called; null where it would change nothing or give a lawful trace. */
  forge(trace: Trace): readonly (() => Forgery | null)[]
}

/** The words for places, used by many kinds. */
export const FIRST = {
  line: 'the line changed',
  engine: 'where the engine would have written otherwise',
  after: 'the line after the change',
  end: 'where the footer should stand',
  footer: 'the footer',
  header: 'the header',
} as const

/** What of its findings a forgery tells beside the first place. */
export type Told = Pick<Forgery, 'code' | 'reasons' | 'only' | 'also' | 'total'>

/** A forgery of whole lines whose first finding is at `first`. */
export const found = (what: string, first: number, lines: readonly PlainLine[], told: Told = {}): Forgery => ({
  what,
  bytes: bytesOf(lines.map(canonical)),
  first,
  ...told,
})

/** A forgery of texts whose first finding is at `first`. */
export const foundIn = (what: string, first: number, texts: readonly string[], told: Told = {}): Forgery => ({
  what,
  bytes: bytesOf(texts),
  first,
  ...told,
})

/** A forgery of whole lines whose first finding is where they depart from what the engine writes; null if they do not (RPL-01). */
export const departing = (what: string, lines: readonly PlainLine[], told: Told = {}): Forgery | null => {
  const first = departure(lines, LAWS)
  return first === null ? null : found(what, first, lines, told)
}

/** The indexes of the lines of these types; of every line without types. */
export const places = (trace: Trace, ...types: readonly string[]): number[] =>
  trace.lines.flatMap(({ type }, index) => (types.length === 0 || types.includes(String(type)) ? [index] : []))

/** The line at an index that is one. */
export const lineAt = (trace: Trace, index: number): PlainLine => {
  const line = trace.lines[index]
  if (line === undefined) throw new RangeError(`no line ${index}`)
  return line
}

/** The place and type of a line, for people. */
export const named = (trace: Trace, index: number): string => `line ${index}, ${String(trace.lines[index]?.['type'] ?? 'end')}`
