import assert from 'node:assert/strict'
import { CATALOGUE } from '../../dist/artifact/catalogue.js'
import { formatProblem } from '../../dist/artifact/problem.js'

const PROBLEMS_MAX = 100

let known = { text: null, lines: [] }

// Lines as people count them and as LF ends them; of one text at a time.
const linesOf = (text) => {
  if (known.text !== text) known = { text, lines: [text.split(/\r\n|\n|\r/), text.split('\n')] }
  return known.lines
}

/** Each problem has a code of the catalogue, one line of well-formed text, and a place inside its file (LAW-60). */
export const judgeProblems = (problems, files, most = PROBLEMS_MAX) => {
  assert.ok(Array.isArray(problems) && problems.length > 0, 'a refusal without a problem')
  assert.ok(problems.length <= most, `${problems.length} problems`)
  for (const problem of problems) {
    const { code, file, line, column } = problem
    assert.ok(Object.hasOwn(CATALOGUE, code), `the code ${code} is in no catalogue`)
    const said = formatProblem(problem)
    assert.ok(said.isWellFormed?.() ?? true, 'a message with an unpaired surrogate')
    assert.ok(said.length < 2000 + 2 * file.length, `a message of ${said.length} units`)
    assert.ok(!said.includes('\n') || file.includes('\n'), `a message of two lines: ${said}`)
    assert.ok(Number.isSafeInteger(line) && line >= 1 && Number.isSafeInteger(column) && column >= 1, `the place ${line}:${column}`)
    const text = files.get(file)
    if (text === undefined) continue
    const [lines, ours] = linesOf(text)
    assert.ok(line <= Math.max(lines.length, ours.length), `line ${line} of ${lines.length}: ${said}`)
    const longest = Math.max(lines[line - 1]?.length ?? 0, ours[line - 1]?.length ?? 0)
    assert.ok(column <= longest + 2, `column ${column} of a line of ${longest}: ${said}`)
  }
}
