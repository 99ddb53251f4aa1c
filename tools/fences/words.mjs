import { assertLooked, finding } from './finding.mjs'
import { layerOf, PURE_LAYERS } from './layers.mjs'
import { codeTokens } from './scan.mjs'

// Exact or correctly rounded by ECMA-262 on every host; all other functions of Math may differ in the last bit.
const EXACT_MATH = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'.split(' '),
)

const EVERYWHERE = new Map([
  ['eval', 'artifacts must not become code: use tables and closures'],
  ['Function', 'artifacts must not become code: use closures, and a function type instead of Function'],
])

const GLOBALS = new Map([
  ['Date', 'take the time as a parameter'],
  ['performance', 'take the time as a parameter'],
  ['Intl', 'use compareCodeUnits and explicit formats'],
  ['globalThis', 'take a port as a parameter'],
  ['process', 'take a port as a parameter'],
  ['console', 'return data; the shell prints'],
  ['Buffer', 'use Uint8Array'],
  ['TextEncoder', 'use encodeUtf8 of base/utf8'],
  ['TextDecoder', 'use decodeUtf8 of base/utf8'],
  ['crypto', 'take a Digest as a parameter'],
  ['fetch', 'take a port as a parameter'],
  ['setTimeout', 'return effects as data; the shell waits'],
  ['setInterval', 'return effects as data; the shell waits'],
  ['queueMicrotask', 'return effects as data; the shell waits'],
  ['WebAssembly', 'take a port as a parameter'],
  ['WeakRef', 'the collector decides when it is empty: keep the value'],
  ['FinalizationRegistry', 'the collector decides when it runs: release by hand'],
])

const METHODS = new Map([
  ['localeCompare', 'use compareCodeUnits of base/order'],
  ['toLocaleString', 'use String'],
  ['toLocaleLowerCase', 'use toLowerCase'],
  ['toLocaleUpperCase', 'use toUpperCase'],
])

const isPropertyName = (tokens, index) => {
  const next = tokens[index + 1]?.text
  return ['.', '?.'].includes(tokens[index - 1]?.text) || next === ':' || (next === '?' && tokens[index + 2]?.text === ':')
}

const mathMessage = (tokens, index) => {
  const member = tokens[index + 1]?.text === '.' ? tokens[index + 2] : undefined
  if (member === undefined) return 'Math as a value is banned: name its function where it is called'
  if (member.text === 'random') return 'Math.random is banned: take a PrngState of base/prng as a parameter'
  return EXACT_MATH.has(member.text) ? undefined : `Math.${member.text} differs between hosts: use the operations of specs/numbers.md`
}

const isWholeNumber = (token) => token?.type === 'number' && /^\d[\d_]*n?$/.test(token.text)

const pureMessage = (tokens, index) => {
  const { type, text } = tokens[index]
  const after = (offset) => tokens[index + offset]?.text
  if (text === '**' && type === 'punct') {
    const exponent = tokens[index + (after(1) === '-' ? 2 : 1)]
    const exact = isWholeNumber(tokens[index - 1]) && isWholeNumber(exponent)
    const big = tokens[index - 1]?.type === 'number' && tokens[index - 1].text.endsWith('n')
    return exact || big || after(1) === 'BigInt' ? undefined : '** differs between hosts: multiply, or write the constant'
  }
  if (type !== 'name') return undefined
  if (text === 'Math' && !isPropertyName(tokens, index)) return mathMessage(tokens, index)
  if (GLOBALS.has(text) && !isPropertyName(tokens, index)) return `${text} is banned: ${GLOBALS.get(text)}`
  const isMethod = ['.', '?.'].includes(after(-1))
  if (isMethod && METHODS.has(text)) return `${text} is banned: ${METHODS.get(text)}`
  const bare = isMethod && ['sort', 'toSorted'].includes(text) && after(1) === '(' && after(2) === ')'
  return bare ? `bare ${text}() is banned: give a comparator, like compareCodeUnits of base/order` : undefined
}

const messageAt = (tokens, index, pure) => {
  const { type, text } = tokens[index]
  if (type === 'name' && EVERYWHERE.has(text) && !isPropertyName(tokens, index)) return `${text} is banned: ${EVERYWHERE.get(text)}`
  return pure ? pureMessage(tokens, index) : undefined
}

/** Fence: no banned word in src/; pure layers have a longer list. Every message names what to use instead. */
export const checkWords = (files) => {
  assertLooked('words', files)
  return files.flatMap(({ path, text }) => {
    const pure = PURE_LAYERS.has(layerOf(path))
    const tokens = codeTokens(text)
    return tokens.flatMap((token, index) => {
      const message = messageAt(tokens, index, pure)
      return message === undefined ? [] : [finding('words', path, token.line, message)]
    })
  })
}
