// Traceability: clause -> schema -> artifact -> module -> test, found by the clause ids that files cite.
// `node tools/trace.mjs` rewrites the table of specs/README.md; `--check` compares and names clauses without a test.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('..', import.meta.url))
const CLAUSE = /\b(?:LAW|SES|RTR|RPL|LED|PRF|NUM|CMD|QSM|CHK)-\d\d\b/g
const SPECS = ['law', 'session', 'router', 'ledger', 'replay', 'proofs', 'numbers', 'command', 'openqasm', 'checking']

function filesUnder(folder, ending) {
  const start = join(root, folder)
  if (!existsSync(start)) return []
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

/** Clauses in the order of the specs: id -> first words. */
export function clauses() {
  const found = new Map()
  for (const name of SPECS) {
    for (const match of read(`specs/${name}.md`).matchAll(/^- \*\*([A-Z]{3}-\d\d)\*\* (.+)$/gm)) {
      if (found.has(match[1])) throw new Error(`clause ${match[1]} stands twice`)
      found.set(match[1], match[2])
    }
  }
  return found
}

/** id -> paths of files that cite it; tests cite in brackets, `[SES-10]` or `[SES-10, SES-11]`. */
export function citations(paths, inBrackets) {
  const cited = new Map()
  for (const path of paths) {
    const text = read(path)
    const parts = inBrackets ? [...text.matchAll(/\[[^[\]\n]*\]/g)].map((match) => match[0]) : [text]
    for (const part of parts) {
      for (const [id] of part.matchAll(CLAUSE)) {
        if (!cited.has(id)) cited.set(id, new Set())
        cited.get(id).add(path)
      }
    }
  }
  return cited
}

function table() {
  const links = new Map(Object.entries(parse(read('specs/trace.yaml'))))
  const modules = citations(filesUnder('src', '.ts'), false)
  const tests = citations([...filesUnder('test', '.test.ts'), ...filesUnder('properties', '.test.ts')], true)
  const known = clauses()
  const problems = []
  for (const id of links.keys()) if (!known.has(id)) problems.push(`specs/trace.yaml names ${id}, which no spec has`)
  for (const map of [modules, tests]) {
    for (const [id, paths] of map) if (!known.has(id)) problems.push(`${[...paths].join(', ')} cites ${id}, which no spec has`)
  }
  const rows = []
  for (const id of known.keys()) {
    const link = links.get(id) ?? { schema: [], rule: [] }
    const schemas = link.schema.map((name) => `specs/schemas/${name}.schema.json`)
    for (const path of [...schemas, ...link.rule]) if (!existsSync(join(root, path))) problems.push(`${id}: ${path} does not exist`)
    const testPaths = [...(tests.get(id) ?? [])]
    if (testPaths.length === 0) problems.push(`${id}: no test cites it in brackets`)
    const cell = (paths, strip) => (paths.length === 0 ? '–' : paths.map((path) => path.replace(strip, '')).join('<br>'))
    const modulePaths = [...(modules.get(id) ?? [])]
    const cells = [cell(schemas, 'specs/schemas/'), cell(link.rule, 'rules/'), cell(modulePaths, 'src/'), cell(testPaths, 'test/')]
    rows.push(`| ${[id, ...cells].join(' | ')} |`)
  }
  const head = ['| clause | schema | artifact | module | test |', '|---|---|---|---|---|']
  return { text: [...head, ...rows].join('\n'), problems, count: known.size }
}

/** The README with a fresh table, what stands there now, and what is wrong. */
export function trace() {
  const path = join(root, 'specs/README.md')
  const now = readFileSync(path, 'utf8')
  const { text, problems, count } = table()
  const fresh = now.replace(/<!-- trace:begin -->[\s\S]*<!-- trace:end -->/, `<!-- trace:begin -->\n${text}\n<!-- trace:end -->`)
  return { path, now, fresh, problems, count }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, now, fresh, problems, count } = trace()
  if (process.argv.includes('--check')) {
    if (now !== fresh) problems.push('specs/README.md is not current: run node tools/trace.mjs')
  } else writeFileSync(path, fresh)
  for (const problem of problems) console.log(problem)
  console.log(`${count} clauses, ${problems.length} problems`)
  process.exitCode = problems.length > 0 || count === 0 ? 1 : 0
}
