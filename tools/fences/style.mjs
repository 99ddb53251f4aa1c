import { assertLooked, finding } from './finding.mjs'
import { codeTokens, functionsOf, tokenize } from './scan.mjs'

const perFile = (fence, files, look) => {
  assertLooked(fence, files)
  return files.flatMap(({ path, text }) => look(text, path).map(({ line, message }) => finding(fence, path, line, message)))
}

/** Fence: no default exports. */
export const checkDefaultExports = (files) =>
  perFile('exports', files, (text) => {
    const tokens = codeTokens(text)
    return tokens
      .filter((token, index) => {
        const exported = tokens[index - 1]?.text === 'export' || (tokens[index - 1]?.text === 'as' && tokens[index + 1]?.text !== 'from')
        return token.type === 'name' && token.text === 'default' && exported
      })
      .map(({ line }) => ({ line, message: 'default export: export by name' }))
  })

const TYPE_CONTEXT = new Set([':', '<', '|', '&', '=', '=>', '(', '[', 'as', 'extends', 'satisfies', 'is', 'readonly', 'keyof'])

const isAnyType = (tokens, index) => {
  const { type, text } = tokens[index]
  if (type !== 'name' || text !== 'any') return false
  const [before, after] = [tokens[index - 1]?.text, tokens[index + 1]?.text]
  if (before === '.' || before === '?.' || after === ':' || after === '?' || after === '.') return false
  if (before === '(' || before === '[') return false
  const lastArgument = before === ',' && (after === '>' || after === '>>')
  const ofArray = after === '[' && tokens[index + 2]?.text === ']'
  return TYPE_CONTEXT.has(before) || lastArgument || ofArray
}

/** Fence: no `any` as a type. A property called any is fine. */
export const checkAny = (files) =>
  perFile('any', files, (text) => {
    const tokens = codeTokens(text)
    return tokens
      .filter((_token, index) => isAnyType(tokens, index))
      .map(({ line }) => ({ line, message: 'any: use unknown and decode it' }))
  })

const NOT_AN_OPERAND = new Set(
  'return typeof case in of delete void throw new instanceof yield await else do extends if while as'.split(' '),
)

const isNonNull = (tokens, index) => {
  const [before, token] = [tokens[index - 1], tokens[index]]
  if (token.text !== '!' || token.type !== 'punct' || before === undefined || before.line !== token.line) return false
  if (before.offset + before.text.length !== token.offset) return false
  if (before.type === 'name') return !NOT_AN_OPERAND.has(before.text)
  return before.type === 'punct' && (before.text === ')' || before.text === ']')
}

/** Fence: a non-null assertion has its reason as a comment on the same line or the line before. */
export const checkNonNull = (files) =>
  perFile('non-null', files, (text) => {
    const tokens = codeTokens(text)
    const commented = new Set(tokenize(text).flatMap((token) => (token.type === 'comment' ? [lastLine(token), lastLine(token) + 1] : [])))
    return tokens
      .filter((_token, index) => isNonNull(tokens, index))
      .filter(({ line }) => !commented.has(line))
      .map(({ line }) => ({ line, message: 'a non-null assertion without a reason: test the value, or say in a comment why it is there' }))
  })

const lastLine = ({ line, text }) => line + text.split('\n').length - 1

/** Fence: no test is focused, skipped or empty. */
export const checkFocus = (files) =>
  perFile('focus', files, (text) => {
    const tokens = codeTokens(text)
    return tokens
      .filter((token, index) => {
        const [runner, dot] = [tokens[index - 2], tokens[index - 1]]
        const onRunner = runner?.type === 'name' && ['test', 'it', 'describe'].includes(runner.text) && dot.text === '.'
        return onRunner && token.type === 'name' && ['only', 'skip', 'todo'].includes(token.text)
      })
      .map(({ line, text: word }) => ({ line, message: `${word}: run every test, and delete what cannot run` }))
  })

/** The name of the function that the export at `index` declares, or undefined if it declares none. */
const exportedFunction = (tokens, index, opens) => {
  let at = index + 1
  if (tokens[at]?.text === 'declare') at++
  if (tokens[at]?.text === 'async') at++
  if (tokens[at]?.text === 'function') return tokens[at + 1]?.text === '*' ? tokens[at + 2].text : tokens[at + 1].text
  if (tokens[at]?.text !== 'const') return undefined
  const name = tokens[at + 1].text
  const assigned = tokens.findIndex((token, place) => place > at + 1 && token.text === '=')
  let first = assigned + 1
  if (tokens[first]?.text === 'async') first++
  if (tokens[first]?.text === '<') {
    for (let depth = 0; first < tokens.length; first++) {
      if (tokens[first].text === '<') depth++
      if (/^>+$/.test(tokens[first].text)) depth -= tokens[first].text.length
      if (depth === 0) break
    }
    first++
  }
  return opens.has(first) ? name : undefined
}

/** Fence: every exported function has a docstring. The later overloads of a documented function need none. */
export const checkDocstrings = (files) =>
  perFile('docstrings', files, (text) => {
    const tokens = codeTokens(text)
    const opens = new Set(functionsOf(tokens).map(({ open }) => open))
    const documentedAt = new Set(
      tokenize(text)
        .filter((_token, index, all) => index > 0 && all[index - 1].text.startsWith('/**'))
        .map(({ offset }) => offset),
    )
    const documented = new Set()
    return tokens.flatMap((token, index) => {
      if (token.type !== 'name' || token.text !== 'export') return []
      const name = exportedFunction(tokens, index, opens)
      if (documentedAt.has(token.offset)) documented.add(name)
      if (name === undefined || documented.has(name)) return []
      return [{ line: token.line, message: `${name} is exported without a docstring: say what it means, its units and its errors` }]
    })
  })
