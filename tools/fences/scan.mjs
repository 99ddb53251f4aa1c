// A small scanner for TypeScript text: tokens with their lines, bracket pairs, and the extents of functions.
// It knows strings, templates, comments and regular expressions, and nothing about types beyond skipping them.

const KEYWORDS_BEFORE_REGEX = new Set(
  'return typeof case in of delete void throw new instanceof yield await else do extends default'.split(' '),
)
const CONTROL = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await'])
// Longer ones first.
const PUNCTUATORS = [
  ...'>>>= ... === !== **= <<= >>= >>> &&= ||= ??='.split(' '),
  ...'=> == != <= >= ++ -- << >> && || ?? ?. += -= *= /= %= &= |= ^= **'.split(' '),
]
const CLOSER = { '(': ')', '[': ']', '{': '}' }
const NAME = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy
const NUMBER = /0[xob][\da-f_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?n?/iy
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y
const STRING = /'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"/y
// The line `#!…` at the start of a command counts as a comment.
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\/|^#![^\n]*/y
const TEMPLATE_PART = /(?:\\[^]|\$(?!\{)|[^`\\$])*(`|\$\{)/y

const matchAt = (pattern, text, index) => {
  pattern.lastIndex = index
  return pattern.exec(text)?.[0]
}

const unescape = (body) =>
  body.replace(/\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(\r?\n)|([^]))/gi, (_all, point, unit, byte, line, other) => {
    const hex = point ?? unit ?? byte
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    return line !== undefined ? '' : ({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' }[other] ?? other)
  })

const regexMayFollow = (token) => {
  if (token === undefined) return true
  if (token.type === 'name') return KEYWORDS_BEFORE_REGEX.has(token.text)
  return token.type === 'punct' && ![')', ']', '}', '++', '--'].includes(token.text)
}

/** The kind and text of the token at `index`, which is no white space. */
const readToken = (text, index, previous) => {
  const comment = matchAt(COMMENT, text, index)
  if (comment !== undefined) return { type: 'comment', text: comment }
  const string = matchAt(STRING, text, index)
  if (string !== undefined) return { type: 'string', text: string, value: unescape(string.slice(1, -1)) }
  const name = matchAt(NAME, text, index)
  if (name !== undefined) return { type: 'name', text: name }
  const number = /[\d.]/.test(text[index]) && !text.startsWith('...', index) ? matchAt(NUMBER, text, index) : undefined
  if (number !== undefined) return { type: 'number', text: number }
  const regex = text[index] === '/' && regexMayFollow(previous) ? matchAt(REGEX, text, index) : undefined
  if (regex !== undefined) return { type: 'regex', text: regex }
  return { type: 'punct', text: PUNCTUATORS.find((mark) => text.startsWith(mark, index)) ?? text[index] }
}

const readTemplatePart = (text, index) => {
  const part = matchAt(TEMPLATE_PART, text, index)
  if (part === undefined) throw new Error(`a template that starts before offset ${index} does not end`)
  return part
}

// Many fences look at the same files.
const known = new Map()

/**
 * The tokens of `source`: `{ type, text, offset, line, column, value? }` with type name, number, string, template, regex, punct or
 * comment; lines and columns count from 1. A template is one token per text part; `value` is the text of a string or template part.
 */
export const tokenize = (source) => {
  const tokens = known.get(source) ?? scan(source)
  known.set(source, tokens)
  return tokens
}

const scan = (source) => {
  const tokens = []
  const templateDepths = []
  let [index, line, lineStart, depth] = [0, 1, 0, 0]
  let previous
  const emit = (token) => {
    tokens.push({ ...token, offset: index, line, column: index - lineStart + 1 })
    if (token.type !== 'comment') previous = tokens.at(-1)
    for (const [at, character] of [...token.text.matchAll(/\n/g)].map((match) => [match.index, match[0]])) {
      if (character === '\n') [line, lineStart] = [line + 1, index + at + 1]
    }
    index += token.text.length
  }
  const emitTemplate = (opening) => {
    const part = readTemplatePart(source, index + 1)
    emit({ type: 'template', text: opening + part, value: unescape(part.replace(/`$|\$\{$/, '')) })
    if (part.endsWith('${')) templateDepths.push(depth)
  }
  while (index < source.length) {
    const character = source[index]
    if (character === '\n') [line, lineStart] = [line + 1, index + 1]
    if (/\s/.test(character)) index++
    else if (character === '`') emitTemplate('`')
    else if (character === '}' && templateDepths.at(-1) === depth) {
      templateDepths.pop()
      emitTemplate('}')
    } else {
      const token = readToken(source, index, previous)
      if (token.type === 'punct' && token.text === '{') depth++
      if (token.type === 'punct' && token.text === '}') depth--
      emit(token)
    }
  }
  return tokens
}

/** The tokens without comments. */
export const codeTokens = (source) => tokenize(source).filter((token) => token.type !== 'comment')

/** For each bracket token its partner: a map from index to index, both ways. */
export const bracketPairs = (tokens) => {
  const pairs = new Map()
  const open = []
  for (const [index, { type, text }] of tokens.entries()) {
    if (type !== 'punct') continue
    if (text in CLOSER) open.push(index)
    else if (text === ')' || text === ']' || text === '}') {
      const start = open.pop()
      if (start === undefined || CLOSER[tokens[start].text] !== text) throw new Error(`line ${tokens[index].line}: unpaired ${text}`)
      pairs.set(start, index).set(index, start)
    }
  }
  if (open.length > 0) throw new Error(`line ${tokens[open.at(-1)].line}: unpaired ${tokens[open.at(-1)].text}`)
  return pairs
}

const skipAngles = (tokens, pairs, index) => {
  let depth = 0
  for (let at = index; at < tokens.length; at = tokens[at].text in CLOSER && tokens[at].type === 'punct' ? pairs.get(at) + 1 : at + 1) {
    const { text, type } = tokens[at]
    if (type !== 'punct') continue
    if (text === '<') depth++
    if (/^>+$/.test(text)) depth -= text.length
    if (depth <= 0) return at + 1
  }
  return tokens.length
}

const TYPE_PREFIXES = new Set(['typeof', 'keyof', 'readonly', 'asserts', 'infer', 'unique', 'new'])

/** The index behind the type that starts at `index`; a body or an arrow that follows belongs to no type. */
export const skipType = (tokens, pairs, index) => {
  let at = index
  for (let operand = true; at < tokens.length; ) {
    const { type, text } = tokens[at]
    if (operand) {
      if (type === 'name' && TYPE_PREFIXES.has(text)) at++
      else if (type === 'punct' && (text === '|' || text === '&' || text === '-')) at++
      else if (type === 'punct' && text in CLOSER) {
        at = pairs.get(at) + 1
        if (text === '(' && tokens[at]?.text === '=>') at++
        else operand = false
      } else if (type === 'punct') return at
      else [at, operand] = [at + 1, false]
    } else if (['|', '&', '.'].includes(text) || (type === 'name' && (text === 'is' || text === 'extends'))) [at, operand] = [at + 1, true]
    else if (text === '<') at = skipAngles(tokens, pairs, at)
    else if (text === '[') at = pairs.get(at) + 1
    else if (type === 'name' && ['asserts', 'readonly'].includes(tokens[at - 1].text)) at++
    else return at
  }
  return at
}

const expressionEnd = (tokens, pairs, start, indent) => {
  let at = start
  while (at < tokens.length) {
    const { type, text, line, column } = tokens[at]
    const startsLine = at > 0 && tokens[at - 1].line < line
    if (type === 'punct' && [',', ';', ')', ']', '}'].includes(text)) break
    if (at > start && startsLine && column <= indent) break
    at = type === 'punct' && text in CLOSER ? pairs.get(at) + 1 : at + 1
  }
  return at - 1
}

const indentOfLine = (tokens, index) => {
  let at = index
  while (at > 0 && tokens[at - 1].line === tokens[index].line) at--
  return tokens[at].column
}

/** Where the body of the function with the parameter list ending at `close` starts, or undefined if it is no function. */
const bodyAfter = (tokens, pairs, open, close) => {
  let next = close + 1
  if (tokens[next]?.text === ':') next = skipType(tokens, pairs, next + 1)
  if (tokens[next]?.text === '=>') return next + 1
  const before = tokens[open - 1]
  const named = before !== undefined && (before.type === 'name' || before.text === '>' || before.text === ']' || before.text === '*')
  const body = tokens[next]?.text === '{' && named && !CONTROL.has(before.text)
  return body ? next : undefined
}

/** The functions of `tokens` (no comments): `{ open, start, end }` as token indexes, from the parameter list to the end of the body. */
export const functionsOf = (tokens) => {
  const pairs = bracketPairs(tokens)
  const functions = []
  const add = (open, body) => {
    const braced = tokens[body]?.text === '{' && tokens[body].type === 'punct'
    functions.push({ open, end: braced ? pairs.get(body) : expressionEnd(tokens, pairs, body, indentOfLine(tokens, open)) })
  }
  for (const [index, { type, text }] of tokens.entries()) {
    if (type === 'punct' && text === '(') {
      const body = bodyAfter(tokens, pairs, index, pairs.get(index))
      if (body !== undefined) add(index, body)
    } else if (type === 'name' && tokens[index + 1]?.text === '=>' && tokens[index + 1].type === 'punct') {
      const bare = index === 0 || ![':', '.', '|', '&', 'is', '<'].includes(tokens[index - 1].text)
      if (bare) add(index, index + 2)
    }
  }
  return functions
}
