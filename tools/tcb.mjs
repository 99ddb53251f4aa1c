// Counts the trusted base: what must be right for a verdict of the verifier to be right.
import { fileURLToPath } from 'node:url'
import { tokenize } from './fences/scan.mjs'
import { readTree } from './fences/tree.mjs'

/** The most lines of code that the trusted base may have. */
export const TCB_LINES_MAX = 2500

const TRUSTED = [
  { part: 'kernel', pattern: /^src\/kernel\// },
  { part: 'verifier', pattern: /^src\/verifier\// },
  { part: 'ledger', pattern: /^src\/ledger\/(chain|merkle|decode)[^/]*\.ts$/ },
  { part: 'artifact', pattern: /^src\/artifact\// },
]

/** The number of lines of `text` that hold code: neither blank nor comment only. */
export const codeLines = (text) => {
  const lines = new Set()
  for (const token of tokenize(text)) {
    if (token.type === 'comment') continue
    for (const [offset, line] of token.text.split('\n').entries()) if (line.trim() !== '') lines.add(token.line + offset)
  }
  return lines.size
}

/** The trusted files among `files` (`{ path, text }`): `{ part, path, lines }`, in order of part and path. */
export const trustedBase = (files) =>
  TRUSTED.flatMap(({ part, pattern }) =>
    files.filter(({ path }) => pattern.test(path)).map(({ path, text }) => ({ part, path, lines: codeLines(text) })),
  )

const sum = (rows) => rows.reduce((total, { lines }) => total + lines, 0)

/** The rows as text: each file, each part, the total. */
export const formatTable = (rows) => {
  const width = Math.max(...rows.map(({ path }) => path.length))
  const row = (name, lines) => `${name.padEnd(width)} ${String(lines).padStart(5)}`
  const parts = TRUSTED.map(({ part }) => rows.filter((one) => one.part === part)).filter((part) => part.length > 0)
  return [
    ...parts.flatMap((part) => [...part.map(({ path, lines }) => row(path, lines)), row(`  ${part[0].part}`, sum(part))]),
    row(`total, at most ${TCB_LINES_MAX}`, sum(rows)),
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = trustedBase(readTree(fileURLToPath(new URL('..', import.meta.url)), ['src'], ['.ts']))
  const empty = TRUSTED.filter(({ part }) => !rows.some((row) => row.part === part)).map(({ part }) => part)
  if (rows.length > 0) console.log(formatTable(rows))
  if (empty.length > 0) console.error(`tcb: no file found for ${empty.join(', ')}`)
  if (sum(rows) > TCB_LINES_MAX) console.error('tcb: the trusted base is too large: move out what need not be trusted')
  process.exitCode = empty.length > 0 || sum(rows) > TCB_LINES_MAX ? 1 : 0
}
