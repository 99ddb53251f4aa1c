import type { ReadDocument } from './document.js'
import { readJson } from './json-text.js'
import type { Piece, Layout } from './program-layout.js'
import { ITEM_LIMITS, recogniseQuoted, withoutStream } from './program-layout.js'
import type { Source } from './source.js'

interface Span {
  readonly start: number
  readonly end: number
}

/** The layout of a JSON object with a member `stream` that is a list; null for any other text. */
export const layOutJson = (text: string): Layout | null => {
  const start = findStream(text)
  if (start === null) return null
  let end = -1
  for (const span of elementSpans(text, start)) if (text[span.start] === ']') end = span.start
  if (end < 0) return null
  return {
    readHead: (source) => readHead(source, start, end),
    *pieces() {
      for (const span of elementSpans(text, start)) if (span.start !== end) yield jsonPiece(text, span)
    },
  }
}

// The document with an empty stream; what stands after the stream keeps its place.
const readHead = (source: Source, start: number, end: number): ReadDocument | null => {
  const text = `${source.text.slice(0, start)}${source.text.slice(end)}`
  const read = readJson(text, source.file, ITEM_LIMITS)
  if (!read.ok) return null
  const place: Source['place'] = (offset) => source.place(offset < start ? offset : offset + end - start)
  return { ok: true, source: { ...read.source, place }, root: withoutStream(read.root) }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The offset after the text that begins with the quote at `start`; the end of the whole if nothing closes it. */
const afterText = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) return at + 1
    if (unit === BACKSLASH) at++
  }
  return text.length
}

const KEY = /"stream"[ \t\r\n]*:[ \t\r\n]*\[/y
const SIGN = /["{}[\],]/g

/** The offset after the `[` of the first member `stream` of the root, or null if there is none. */
const findStream = (text: string): number | null => {
  let depth = 0
  for (let at = nextSign(text, 0); at >= 0; at = nextSign(text, at)) {
    const sign = text.charAt(at)
    if (sign === '"') {
      KEY.lastIndex = at
      if (depth === 1 && KEY.test(text)) return KEY.lastIndex
      at = afterText(text, at)
      continue
    }
    if (sign === '{' || sign === '[') depth++
    if (sign === '}' || sign === ']') depth--
    at++
  }
  return null
}

const nextSign = (text: string, from: number): number => {
  SIGN.lastIndex = from
  return SIGN.exec(text)?.index ?? -1
}

/** The spans of the elements of the list that begins before `start`, then that of its `]`. */
function* elementSpans(text: string, start: number): Generator<Span> {
  let depth = 0
  let from = start
  for (let at = nextSign(text, start); at >= 0; at = nextSign(text, at)) {
    const sign = text.charAt(at)
    if (sign === '"') {
      at = afterText(text, at)
      continue
    }
    if (sign === '{' || sign === '[') depth++
    const isEnd = depth === 0 && sign === ']'
    if (sign === '}' || (sign === ']' && !isEnd)) depth--
    if (depth < 0) return
    at++
    if (!isEnd && !(depth === 0 && sign === ',')) continue
    const span = trimmed(text, from, at - 1)
    const isEmptyList = isEnd && from === start && span.start === span.end
    if (!isEmptyList) yield span
    if (isEnd) return yield { start: at - 1, end: at }
    from = at
  }
}

const trimmed = (text: string, from: number, to: number): Span => {
  let [start, end] = [from, to]
  while (start < end && ' \t\r\n'.includes(text.charAt(start))) start++
  while (end > start && ' \t\r\n'.includes(text.charAt(end - 1))) end--
  return { start, end }
}

const jsonPiece = (text: string, { start, end }: Span): Piece => {
  const element = text.slice(start, end)
  return {
    start,
    place: null,
    item: element.startsWith('"') ? recogniseQuoted(element) : null,
    read: (file) => readJson(element, file, ITEM_LIMITS),
    shift: (problem, { line, column }) => ({
      ...problem,
      line: problem.line + line - 1,
      column: problem.line === 1 ? problem.column + column - 1 : problem.column,
    }),
  }
}
