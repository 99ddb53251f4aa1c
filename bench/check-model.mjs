// A law of about 600,000 session states: the shipped bundle with a finer table of drift, changed in memory alone.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadBundle } from '../dist/artifact/index.js'
import { checkConsistency } from '../dist/kernel/index.js'
import { nodeDigest } from '../dist/shell/node-digest.js'

const ROOT = new URL('../', import.meta.url)

const read = (path) => {
  const url = new URL(path, ROOT)
  return existsSync(fileURLToPath(url)) ? readFileSync(url, 'utf8') : null
}

/** Nominal drift of the labels of the shipped table, from small to great. */
const NOMINAL = { low: 0.0625, medium: 0.25 }

const withDrift = (text, { low, medium }) =>
  text
    .replace(`{ label: low, nominal: ${NOMINAL.low} }`, `{ label: low, nominal: ${low} }`)
    .replace(`{ label: medium, nominal: ${NOMINAL.medium} }`, `{ label: medium, nominal: ${medium} }`)

/** The options under which the law of `finerLaw` has 599,638 states: five tokens, each told from the others. */
export const CHECK_OPTIONS = { tokens: 5, symmetry: false }

/** The shipped law, in which operators of the first two tiers drift by `low` and `medium`; it loads as from its files. */
export function finerLaw({ low, medium } = { low: 3 / 256, medium: 24 / 256 }) {
  const folder = 'rules/qcompute/1.0.0'
  const loaded = loadBundle({
    folder,
    file: (name) => {
      const text = read(`${folder}/${name}`)
      return text !== null && name === 'drift.yaml' ? withDrift(text, { low, medium }) : text
    },
    shippedMachine: (name, version) => {
      const path = `machines/${name}/${version}.json`
      const text = read(path)
      return text === null ? null : { path, text }
    },
    ownMachine: () => null,
    digest: nodeDigest,
    evaluateConsistency: checkConsistency,
  })
  if (!loaded.ok) throw new Error(loaded.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'))
  return loaded.law
}
