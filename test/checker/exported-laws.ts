import { mutate } from '../../properties/arbitraries/law.js'
import type { Mutation } from '../../properties/arbitraries/law.js'
import { loadDraft } from '../../properties/arbitraries/loading.js'
import { readdirSync } from 'node:fs'
import type { Law } from '../../src/artifact/law.js'
import { loadLaw } from '../../src/shell/law-store.js'

/** A law with bounds under which it is exported and searched. */
export interface ExportedLaw {
  readonly name: string
  readonly law: Law
  readonly options: { readonly tokens: number; readonly symmetry: boolean }
}

const lawIn = (folder: string): Law => {
  const loaded = loadLaw(new URL(`../../${folder}`, import.meta.url).pathname)
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'))
  return loaded.value.law
}

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(new URL(`../../${folder}`, import.meta.url), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [`${folder}/${entry.name}`] : []))
    .toSorted()

const UNDER = (law: Law, name: string, tokens: number, symmetry: boolean): ExportedLaw => ({
  name: `${name}, ${tokens} tokens${symmetry ? ' alike' : ''}`, law, options: { tokens, symmetry },
})

const SHIPPED = [...foldersIn('rules').flatMap(foldersIn), 'examples/rulesets/staging']

/** Every law that ships, for 1 to 3 tokens, alike and not. */
export const SHIPPED_LAWS: readonly ExportedLaw[] = SHIPPED.flatMap((folder) => {
  const law = lawIn(folder)
  return [1, 2, 3].flatMap((tokens) => [UNDER(law, folder, tokens, true), UNDER(law, folder, tokens, false)])
})

const at = (kind: string, place: number, to: number): Mutation => ({ kind, at: place, to })

// Most keep the invariants; the last ones break one or more of them, some only after several steps.
const CHANGES: readonly (readonly Mutation[])[] = [
  [at('refuseDecrease', 0, 0)], [at('setNominal', 1, 3)], [at('setNominal', 0, 0)], [at('setBound', 0, 3)],
  [at('setMaximum', 1, 0)],
  [at('setMaximum', 0, 1)],
  [at('setTiers', 1, 1)], [at('toggleToken', 0, 0)], [at('insertEnvironment', 0, 1)], [at('insertEnvironment', 1, 3)],
  [at('backTransition', 0, 0)], [at('narrowBackend', 1, 1)], [at('widenSupport', 0, 0)], [at('renameOperator', 0, 0)],
  [at('inherit', 0, 0)], [at('inherit', 1, 0)], [at('addRefusal', 0, 3)], [at('addRefusal', 1, 3)], [at('addRefusal', 2, 5)],
  [at('addRefusal', 3, 7)], [at('addRefusal', 5, 9)], [at('addRefusal', 6, 2)], [at('addRouting', 0, 3)], [at('addRouting', 1, 3)],
  [at('addRouting', 2, 3)], [at('addRouting', 4, 2)], [at('keepRouting', 1, 0)], [at('nestFrames', 0, 0)], [at('dropRule', 3, 0)],
  [at('setBound', 0, 2), at('setNominal', 0, 5)], [at('swapPriorities', 0, 3), at('inherit', 1, 0), at('backTransition', 0, 0)],
  [at('dropRule', 0, 6)], [at('dropRule', 1, 4)], [at('dropRule', 1, 5)],
  [at('dropRule', 1, 8)], [at('dropRule', 0, 7)], [at('freeTransition', 0, 0)], [at('freeTransition', 1, 0)],
  [at('dropRule', 1, 8), at('setNominal', 0, 3)], [at('widenSupport', 2, 0), at('dropRule', 0, 7), at('inherit', 0, 0)],
]

/** Laws made from the shipped one by one or two changes of its artifacts. */
export const CHANGED_LAWS: readonly ExportedLaw[] = CHANGES.flatMap((changes, index) => {
  const loaded = loadDraft(mutate(changes))
  if (!loaded.ok) return []
  const name = changes.map(({ kind, at: place, to }) => `${kind} ${place} ${to}`).join(' and ')
  return [UNDER(loaded.law, name, 1 + (index % 2), index % 3 > 0)]
})

export const EXPORTED_LAWS: readonly ExportedLaw[] = [...SHIPPED_LAWS.filter(({ options }) => options.tokens < 3), ...CHANGED_LAWS]
