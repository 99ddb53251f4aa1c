import type { Kind } from './kind.js'
import { isInput, reasonOf } from './kinds/fields.js'
import { LAWFUL_KINDS } from './lawful.js'
import { FIELDS, TYPES } from './schema.js'
import { KINDS } from './table.js'

const HEAD = `# Tampering

What replay catches, and at which line. Made from the data in \`test/tampering/\` by \`npx vitest run test/tampering/caught.test.ts -u\`;
a test fails if this page is not current. Each kind is tried on traces of many programs and laws; the seq of the first finding must be
exactly the one that the forger computes without the verifier, and the verdict must not be valid.

- *as it stands*: the forger changes the lines and nothing else.
- *re-hashed*: the forger also makes every number, link, hash and root anew that follows from the change.
- *partly re-hashed*: all of that but one member, or not all lines.

*Where the engine would have written otherwise*: the forger runs the engine over the inputs that stand in the forged trace (RPL-01), up to
the first footer; the first finding must be at the first line that differs from what the engine then writes. Mostly that is the line
changed; it is an earlier line where a frame line no longer stands before the line that closes its frame (RPL-11), and a later one where the
changed input was lawful there.
`

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('__', '\\_\\_')

const row = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`

const heads = (...cells: string[]): string => `${row(cells)}\n|${'---|'.repeat(cells.length)}`

/** Kinds of one group; a kind that is tried with several efforts is one row. */
const groupTable = (kinds: readonly Kind[]): string => {
  const rows = new Map<string, { readonly kind: Kind; readonly efforts: string[] }>()
  for (const kind of kinds) {
    const key = [kind.name, kind.clause, kind.first].join('\n')
    const found = rows.get(key) ?? { kind, efforts: [] }
    rows.set(key, found)
    found.efforts.push(kind.effort)
  }
  const lines = [...rows.values()].map(({ kind, efforts }) => row([kind.name, efforts.join('; '), kind.clause, kind.first]))
  return [heads('kind', 'forged', 'clause', 'first finding'), ...lines].join('\n')
}

const titled = (name: string): string => {
  const own = KINDS.filter(({ group }) => group === name)
  return `### ${name.replace(/^./, (letter) => letter.toUpperCase())}\n\n${groupTable(own)}\n`
}

const groups = (): string => [...new Set(KINDS.map(({ group }) => group))].map(titled).join('\n')

const fields = (): string => {
  const rows = TYPES.flatMap((type) =>
    FIELDS.filter((field) => field.type === type).map(({ path }) => {
      const taken = isInput(type, path) ? 'input' : 'derived'
      return row([type, `\`/${path.join('/')}\``, taken, path.join() === 'type' ? '' : reasonOf(type, path)])
    }),
  )
  return [heads('type', 'field', 'replay', 'reason if it differs'), ...rows].join('\n')
}

/** The page: every kind that is caught, every field, and every kind that is not. */
export const documentText = (): string => {
  const names = new Set(KINDS.map(({ name }) => name))
  return `${HEAD}
## Kinds that are caught

${names.size} kinds, ${KINDS.length} with their efforts.

${groups()}
## Fields

Each field of each type of line, by the published schema, is changed to other values of its type and of other types, to null, and removed;
as it stands and re-hashed. A change of an input is judged as the engine would have run it: it may be lawful (RPL-60).

${fields()}

## Kinds that are not caught

Another lawful history (RPL-60). A test shows that each of these is valid.

${LAWFUL_KINDS.map(({ name, keepsRoot = false }) =>
  `- ${name}${keepsRoot ? ' (the root stays; the hash of the footer does not, RPL-62)' : ''}`).join('\n')}
`
}
