// The table of limits in specs/numbers.md, written from src/base/limits.ts (as built). `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const BEGIN = '<!-- limits:begin -->\n'
const END = '<!-- limits:end -->'

/** The table of `limits` (name → value, unit, meaning, code, exceeded) in Markdown. */
export const limitTable = (limits) => {
  const rows = Object.entries(limits).map(
    ([name, { value, unit, meaning, code, exceeded }]) =>
      `| \`${name}\` | ${value.toLocaleString('en')} ${unit} | ${meaning} | ${code === null ? '–' : `\`${code}\``} | ${exceeded} |\n`,
  )
  if (rows.length === 0) throw new Error('there are no limits')
  return `| limit | at most | of what | code | beyond it |\n|---|---|---|---|---|\n${rows.join('')}`
}

/** The text of the page `text` with the table of `limits` between its marks. */
export const withLimitTable = (text, limits) => {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error('the page has no marks limits:begin and limits:end')
  return text.slice(0, begin + BEGIN.length) + limitTable(limits) + text.slice(end)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = new URL('../specs/numbers.md', import.meta.url)
  const { LIMITS } = await import(new URL('../dist/base/limits.js', import.meta.url))
  const text = readFileSync(page, 'utf8')
  const wanted = withLimitTable(text, LIMITS)
  if (process.argv.includes('--check')) {
    if (text !== wanted) console.error('specs/numbers.md: the table of limits is old: run node tools/limits.mjs')
    process.exitCode = text === wanted ? 0 : 1
  } else writeFileSync(page, wanted)
}
