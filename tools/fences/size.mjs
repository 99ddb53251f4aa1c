import { assertLooked, finding } from './finding.mjs'
import { codeTokens, functionsOf } from './scan.mjs'

const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 70
const LINE_UNITS_MAX = 140

/** Fence: files of at most 400 lines, lines of at most 140 code units. */
export const checkFileSize = (files) => {
  assertLooked('size', files)
  return files.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n')
    const long = lines.flatMap((line, index) =>
      line.length <= LINE_UNITS_MAX ? [] : [finding('size', path, index + 1, `${line.length} characters: break at ${LINE_UNITS_MAX}`)],
    )
    const many = lines.length <= FILE_LINES_MAX ? [] : [finding('size', path, 1, `${lines.length} lines: split by concept`)]
    return [...many, ...long]
  })
}

/** Fence: functions of at most 70 lines. */
export const checkFunctionSize = (files) => {
  assertLooked('size', files)
  return files.flatMap(({ path, text }) => {
    const tokens = codeTokens(text)
    return functionsOf(tokens).flatMap(({ open, end }) => {
      const lines = tokens[end].line - tokens[open].line + 1
      return lines <= FUNCTION_LINES_MAX
        ? []
        : [finding('size', path, tokens[open].line, `a function of ${lines} lines: keep them to ${FUNCTION_LINES_MAX}, split by verb`)]
    })
  })
}
