import { assert } from '../base/index.js'
import { openSession } from '../engine/index.js'
import type { CompiledLaw, Session } from '../engine/index.js'
import { parseLine } from '../ledger/decode.js'
import type { LineRecord } from '../ledger/decode.js'
import type { CapturedFooter } from '../ledger/entry.js'
import { readOperatorInput } from '../ledger/inputs.js'
import { makeLineReader } from '../ledger/lines.js'
import { nodeDigest } from './node-digest.js'
import type { TraceSource } from './trace-reader.js'

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

/**
 * A session that is executed again from the lines that captured it, each with its old timestamp, so that it can be ended (LED-23).
 * The lines have replayed without a finding; the engine must write each of them again, byte for byte.
 * Invariant: `#frame` is a frame line whose closing line has not come, and `#stamps` are the timestamps of lines not yet written again.
 */
export class Reexecution {
  readonly #law: CompiledLaw
  readonly #stamps = new Map<number, string>()
  #session: Session | null = null
  #written: string[] = []
  #frame: string | null = null
  #last = ''
  #lines = 0

  constructor(law: CompiledLaw) {
    this.#law = law
  }

  /** Executes the lines of `source`: a header, entries, no footer. */
  follow(source: TraceSource): void {
    const reader = makeLineReader(decode, {
      line: (text) => this.#take(text),
      fault: (fault) => assert(false, `a line that has replayed is ${fault}`),
    })
    for (const chunk of source.chunks()) reader.push(chunk)
    reader.end()
  }

  /** The frame line at the end that no line follows; null if there is none. It belongs to an event that is lost (LED-22). */
  get unclosed(): string | null {
    return this.#frame
  }

  /** How many lines were executed again; an unclosed frame line is none of them. */
  get lines(): number {
    return this.#lines
  }

  /** Ends the session as recovered and gives the lines that this writes, with the timestamp of the last line before (LED-14). */
  recover(): { readonly lines: readonly string[]; readonly footer: CapturedFooter } {
    this.#frame = null
    this.#stamps.clear()
    const footer = this.#running().recover()
    return { lines: this.#written, footer }
  }

  #take(text: string): void {
    const record = parseLine(text)
    assert(record !== null, 'a line that has replayed is decodable')
    const { timestamp } = record
    this.#stamps.set(Number(record['seq']), String(timestamp))
    if (record.type === 'frame') {
      this.#frame = text
      return
    }
    this.#last = String(timestamp)
    this.#execute(record)
    const captured = this.#frame === null ? [text] : [this.#frame, text]
    const isSame = captured.length === this.#written.length && captured.every((line, index) => line === this.#written[index])
    assert(isSame, `the engine writes line ${this.#lines} otherwise than it stands in a trace that replays`)
    this.#lines += captured.length
    this.#written = []
    this.#frame = null
    this.#stamps.clear()
  }

  #execute(record: LineRecord): void {
    switch (record.type) {
      case 'header':
        return this.#open(record)
      case 'operator':
        return this.#operator(record)
      case 'token':
        return void this.#running().deployToken(String(record['token_id']))
      case 'transition':
        return void this.#running().transition(String(record['to']))
      default:
        assert(false, 'what is executed again has no footer')
    }
  }

  #open(record: LineRecord): void {
    const opened = openSession({
      law: this.#law,
      environment: String(record['environment']),
      backend: String(record['backend']),
      sessionId: String(record['session_id']),
      clock: (seq) => this.#stamps.get(seq) ?? this.#last,
      digest: nodeDigest,
      write: (line) => void this.#written.push(line),
    })
    assert(opened.ok, 'a header that has replayed opens a session')
    this.#session = opened.session
  }

  #operator(record: LineRecord): void {
    const input = readOperatorInput(record)
    assert(input !== null, 'an operator that has replayed has inputs')
    if (input.kind === 'source') this.#running().applyText(input.source)
    else this.#running().apply(input.name, input.params)
  }

  #running(): Session {
    assert(this.#session !== null, 'what is executed again begins with a header')
    return this.#session
  }
}
