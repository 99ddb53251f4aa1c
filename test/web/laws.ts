import fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadBundle } from '../../src/artifact/index.js'
import type { Law } from '../../src/artifact/law.js'
import { checkConsistency } from '../../src/kernel/consistency.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { mutate, mutationsArbitrary } from '../../properties/arbitraries/law.js'
import { root } from '../cli/command.js'

/** The seed of samples: that of QCOMPUTE_SEED, else a new one. */
export const seed = process.env['QCOMPUTE_SEED'] === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(process.env['QCOMPUTE_SEED'])

/** A law as the texts that a page is given: those of the bundle's folder, and shared machines. */
export interface TextLaw {
  readonly name: string
  readonly bundle: { readonly [path: string]: string }
}

/** Folders of bundles that a page fetches by their addresses. */
export const SERVED = ['rules/qcompute/1.0.0', 'rules/openqasm/1.0.0', 'examples/rulesets/staging']

const textAt = (path: string): string | null => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null)

const machineAt = (folder: string) => (name: string, version: string) => {
  const path = `${folder}/${name}/${version}.json`
  const text = textAt(path)
  return text === null ? null : { path, text }
}

/** The law whose files `file` gives; null if it does not load. */
const lawOf = (file: (name: string) => string | null, own: (name: string, version: string) => { path: string; text: string } | null) => {
  const loaded = loadBundle({
    folder: 'law', file, ownMachine: own, shippedMachine: machineAt('machines'), digest: nodeDigest, evaluateConsistency: checkConsistency,
  })
  return loaded.ok ? loaded.law : null
}

const served = (folder: string): Law => {
  const law = lawOf((name) => textAt(`${folder}/${name}`), machineAt(`${folder}/machines`))
  if (law === null) throw new Error(`${folder} does not load`)
  return law
}

/** Laws that a few random changes made of the shipped one, and their texts. */
const changed = (count: number): { readonly law: Law; readonly texts: TextLaw }[] => {
  const drafts = fc.sample(mutationsArbitrary, { numRuns: count * 8, seed }).map(mutate)
  const laws = drafts.flatMap((draft, index) => {
    const { machines, ...artifacts } = draft
    const version = '0.0.1'
    const head = { ...artifacts['bundle.yaml'], machines: Object.fromEntries(Object.keys(machines).map((name) => [name, version])) }
    const bundle = Object.fromEntries([
      ...Object.entries({ ...artifacts, 'bundle.yaml': head }).map(([name, content]) => [name, JSON.stringify(content)]),
      ...Object.entries(machines).map(([name, content]) => [`machines/${name}/${version}.json`, JSON.stringify({ ...content, version })]),
    ]) as { readonly [path: string]: string }
    const own = (name: string) => ({ path: name, text: bundle[`machines/${name}/${version}.json`] ?? '' })
    const law = lawOf((name) => (name === 'cases.yaml' ? null : (bundle[name] ?? null)), own)
    return law === null ? [] : [{ law, texts: { name: `changed-${index}`, bundle } }]
  })
  // Some changes undo each other, or make what another made.
  const shipped = new Set(SERVED.map((folder) => served(folder).digest))
  const different = [...new Map(laws.map((one) => [one.law.digest, one])).values()].filter(({ law }) => !shipped.has(law.digest))
  if (different.length < count) throw new Error(`seed ${seed}: only ${different.length} laws`)
  return different.slice(0, count)
}

const others = changed(6)
const [missing, ...given] = others
/** Laws that a page is given as texts. */
export const TEXT_LAWS: readonly TextLaw[] = given.map(({ texts }) => texts)
/** All laws that a page has. */
export const LAWS: readonly Law[] = [...SERVED.map(served), ...given.map(({ law }) => law)]
/** A law that a page has not. */
export const MISSING_LAW: Law = missing?.law ?? served('rules/qcompute/1.0.0')
