import { LIMITS } from '../base/limits.js'
import { utf8Length } from '../base/utf8.js'
import * as decode from './decode.js'
import type { Decoder } from './decode.js'
import { isBounded, readYaml } from './document.js'
import type { DocumentLimits, ReadDocument, Unreadable } from './document.js'
import { readJson } from './json-text.js'
import type { Params } from './law.js'
import { anyName } from './names.js'
import type { Node } from './node.js'
import type { Place, Problem } from './problem.js'
import { decodeItem } from './program-item.js'
import type { DecodedItem } from './program-item.js'
import { layOutJson } from './program-json.js'
import { layOutLines } from './program-layout.js'
import type { Layout } from './program-layout.js'
import { makeReport, makeSource, quote, sortedProblems } from './source.js'
import type { Report, Source } from './source.js'

/** One item of a program with its place: 1-based line, 1-based column in UTF-16 units. */
export type ProgramItem = { readonly line: number; readonly column: number } & (
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: Params }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'transition'; readonly to: string }
)

/** A program as read (SEMANTICS 8): what its session asks for, null where it asks for nothing, and its items. */
export interface Program {
  readonly environment: string | null
  readonly backend: string | null
  /** Where environment and backend stand, for whoever finds that the law does not know them. */
  readonly places: { readonly environment: Place; readonly backend: Place }
  readonly items: readonly ProgramItem[]
}

/** A program, or all that is wrong with its text. */
export type ProgramResult =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly problems: readonly Problem[] }

// A text that is not laid out an item a line is read as a whole, which costs far more memory than the text itself.
const WHOLE_BYTES_MAX = LIMITS.freeProgramBytes.value
const WHOLE_LIMITS: DocumentLimits = {
  bytes: LIMITS.programBytes.value,
  depth: LIMITS.artifactDepth.value,
  nodes: LIMITS.freeProgramNodes.value,
}

interface Head {
  readonly session: { readonly env: string | null; readonly backend: string | null }
  readonly stream: readonly Node[]
}

const kind: Decoder<string> = (node, report) => {
  const value = decode.text(node, report)
  if (value === undefined || value === 'program/1') return value
  return report(node.start, 'kind-wrong', `the format is ${quote(value)}`, 'expected program/1')
}

const nodes: Decoder<readonly Node[]> = (node, report) =>
  node.kind === 'list' ? node.items : report(node.start, 'wrong-type', 'the stream is no list', 'expected a list of items; [] for none')

const NO_SESSION = { env: null, backend: null }
const name: Decoder<string | null> = anyName

const decodeSession = decode.mapping({ env: decode.optional(name, null), backend: decode.optional(name, null) })

const decodeHead: Decoder<Head> = decode.mapping({
  qcompute: decode.required(kind),
  session: decode.optional(decodeSession, NO_SESSION),
  stream: decode.optional(nodes, []),
})

const placesOf = (root: Node, source: Source): Program['places'] => {
  const session = root.kind === 'mapping' ? root.members.get('session')?.node : undefined
  const placeOf = (key: string): Place => {
    const member = session?.kind === 'mapping' ? session.members.get(key)?.node : undefined
    return source.place((member ?? session ?? root).start)
  }
  return { environment: placeOf('env'), backend: placeOf('backend') }
}

const placed = (item: DecodedItem, { line, column }: Place): ProgramItem => ({ ...item, line, column })

const PROBLEMS_MAX = LIMITS.problemsMax.value

/** Decodes the items of a laid-out program one after the other, so that no tree of the whole exists. Null: it must be read as a whole. */
const decodeLaidOut = (layout: Layout, source: Source, small: boolean): ProgramResult | null => {
  const head = layout.readHead(source)
  if (head === null || (!head.ok && small)) return null
  if (!head.ok) return { ok: false, problems: sortedProblems(head.problems) }
  const problems: Problem[] = []
  const headReport = makeReport(head.source, problems)
  const decoded = decodeHead(head.root, headReport)
  const items: ProgramItem[] = []
  for (const piece of layout.pieces()) {
    if ('stray' in piece) {
      if (small) return null
      reportStray(source, piece.stray, problems)
      break
    }
    const place = piece.place ?? source.place(piece.start)
    if (piece.item !== null) {
      items.push(placed(piece.item, place))
    } else {
      const read = piece.read(source.file)
      if (!read.ok && small) return null
      const found = read.ok ? decodeNode(read, place, items) : read.problems
      for (const problem of found) problems.push(piece.shift(problem, place))
    }
    if (problems.length >= PROBLEMS_MAX) break
    if (items.length > LIMITS.programItems.value) return tooMany(source)
  }
  if (decoded === undefined || problems.length > 0) return { ok: false, problems: sortedProblems(problems) }
  const { env: environment, backend } = decoded.session
  return { ok: true, program: { environment, backend, places: placesOf(head.root, head.source), items } }
}

const LAID_OUT = `YAML of more than ${WHOLE_BYTES_MAX} bytes has stream as its last key and each item on a line of its own; or write JSON`

const reportStray = (source: Source, offset: number, problems: Problem[]): void => {
  const key = /^(?:"([^"\n]*)"|([A-Za-z_][A-Za-z0-9_-]*))[ \t]*:/.exec(source.text.slice(offset, offset + 300))
  const found = key?.[1] ?? key?.[2]
  const message = found === undefined ? 'this line is no item of the stream' : `the key ${quote(found)} follows the stream`
  makeReport(source, problems)(offset, 'file-too-large', message, LAID_OUT)
}

const decodeNode = (read: ReadDocument, place: Place, items: ProgramItem[]): readonly Problem[] => {
  const problems: Problem[] = []
  const item = decodeItem(read.root, makeReport(read.source, problems))
  if (item !== undefined) items.push(placed(item, place))
  return problems
}

const tooMany = (source: Source): ProgramResult => {
  const problems: Problem[] = []
  const { value } = LIMITS.programItems
  makeReport(source, problems)(0, 'value-outside', `a stream of more than ${value} items`, `expected at most ${value}`)
  return { ok: false, problems }
}

const decodeWhole = (read: ReadDocument | Unreadable): ProgramResult => {
  if (!read.ok) return { ok: false, problems: sortedProblems(read.problems) }
  const problems: Problem[] = []
  const report: Report = makeReport(read.source, problems)
  const decoded = decodeHead(read.root, report)
  const items: ProgramItem[] = []
  for (const node of decoded?.stream ?? []) {
    const item = decodeItem(node, report)
    if (item !== undefined) items.push(placed(item, read.source.place(node.start)))
    if (problems.length >= PROBLEMS_MAX) break
  }
  if (decoded === undefined || problems.length > 0) return { ok: false, problems: sortedProblems(problems) }
  const { env: environment, backend } = decoded.session
  return { ok: true, program: { environment, backend, places: placesOf(read.root, read.source), items } }
}

const isSmall = (text: string): boolean => text.length * 3 <= WHOLE_BYTES_MAX || utf8Length(text) <= WHOLE_BYTES_MAX

const has = ({ problems }: Unreadable, code: string): boolean => problems.some((problem) => problem.code === code)

const readWhole = (text: string, file: string, isJson: boolean): ReadDocument | Unreadable => {
  if (!isJson) return readYaml(text, file, WHOLE_LIMITS)
  const json = readJson(text, file, WHOLE_LIMITS)
  // What is no JSON may still be YAML in braces.
  return json.ok || !isSmall(text) || !has(json, 'json-syntax') ? json : readYaml(text, file, WHOLE_LIMITS)
}

/**
 * Decodes a program, YAML or JSON (SEMANTICS 8, "A program is YAML or JSON"). Places are those of `text`, whose name is `file`; at most
 * 100 problems are reported (LAW-60). The layout of the text changes neither the result nor the problems, except that YAML of more than
 * 2 MiB or 200,000 nodes must have an item a line.
 */
export const decodeProgram = (text: string, file: string): ProgramResult => {
  const source = makeSource(file, text)
  const problems: Problem[] = []
  if (!isBounded(text, WHOLE_LIMITS.bytes, makeReport(source, problems))) return { ok: false, problems }
  const isJson = /^\uFEFF?[ \t\r\n]*\{/.test(text)
  const layout = isJson ? layOutJson(text) : layOutLines(text)
  const small = isSmall(text)
  const laidOut = layout === null ? null : decodeLaidOut(layout, source, small)
  if (laidOut !== null) return laidOut
  if (!isJson && !small) {
    const stream = Math.max(0, text.search(/^["']?stream\b/m))
    makeReport(source, problems)(stream, 'file-too-large', `${text.length} characters of YAML in free form`, LAID_OUT)
    return { ok: false, problems }
  }
  const read = readWhole(text, file, isJson)
  // More items than are read as a whole, one of them wrong: item by item it can be told which.
  const oneByOne = layout !== null && !read.ok && has(read, 'file-too-many-nodes') ? decodeLaidOut(layout, source, false) : null
  return oneByOne ?? decodeWhole(read)
}
