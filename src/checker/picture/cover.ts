import type { CoverTable } from './picture-chart.js'
import { visible } from './picture-text.js'

/** Of the items of one group how many were met, and which were not. */
export interface CoverGroup {
  readonly name: string
  readonly met: number
  readonly of: number
  /** Ids of items that were never met, without what the name of the group says, in the order of items. */
  readonly never: readonly string[]
}

const KINDS: readonly (readonly [prefix: string, group: (rest: string) => string])[] = [
  ['machine ', (rest) => `machine ${rest.split(' ', 1)[0] ?? ''}`],
  ['guard ', () => 'guards'],
  ['rule ', (rest) => `rules of ${rest.split(' ', 1)[0] ?? ''}`],
  ['reason ', (rest) => `reasons of ${rest.split(' ', 1)[0] ?? ''}`],
]

interface Named {
  readonly group: string
  readonly rest: string
}

// The group of an item and what is left to say of it there.
const nameOf = (id: string): Named => {
  const [prefix, groupOf] = KINDS.find(([start]) => id.startsWith(start)) ?? ['', () => 'others']
  const rest = id.slice(prefix.length)
  const group = groupOf(rest)
  const said = rest.split(' ', 1)[0] ?? ''
  return { group, rest: group.endsWith(` ${said}`) ? rest.slice(said.length + 1) : rest }
}

/** The items of a cover, grouped by machine and table in the order in which they first stand (CHK-59). */
export const coverGroups = (items: readonly string[], cover: CoverTable): readonly CoverGroup[] => {
  const groups = new Map<string, { name: string; met: number; of: number; never: string[] }>()
  for (const id of items) {
    const { group: name, rest } = nameOf(id)
    const group = groups.get(name) ?? { name, met: 0, of: 0, never: [] }
    groups.set(name, group)
    group.of += 1
    if ((cover.get(id) ?? 0) > 0) group.met += 1
    else group.never.push(rest)
  }
  return [...groups.values()]
}

/** What was covered and what never, as text for people; ends in a line feed (CHK-59). No name adds a line or steers a terminal. */
export const coverText = (items: readonly string[], cover: CoverTable): string => {
  const groups = coverGroups(items, cover)
  const width = groups.reduce((most, { name }) => Math.max(most, name.length), 0)
  const lines = groups.flatMap(({ name, met, of, never }) => [
    `${name.padEnd(width)}  ${met} of ${of}${never.length === 0 ? '' : `, ${never.length} never`}`,
    ...never.map((rest) => `  never  ${rest}`),
  ])
  const all = groups.reduce((sum, { of }) => sum + of, 0)
  const met = groups.reduce((sum, group) => sum + group.met, 0)
  return `${[...lines, `${'all'.padEnd(width)}  ${met} of ${all}`].map(visible).join('\n')}\n`
}
