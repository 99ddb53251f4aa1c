import { loadBundle } from '../../src/artifact/index.js'
import type { LoadResult } from '../../src/artifact/index.js'
import { checkConsistency } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { shippedDraft, shippedMachine } from './bundle.js'
import type { BundleDraft } from './bundle.js'
import type { Law } from '../../src/artifact/law.js'

const isFile = (draft: BundleDraft, name: string): name is Exclude<keyof BundleDraft, 'machines'> =>
  name !== 'machines' && Object.hasOwn(draft, name)

const isMachine = (draft: BundleDraft, name: string): name is keyof BundleDraft['machines'] => Object.hasOwn(draft.machines, name)

/** Loads a bundle as the shell does; its machines are its own files, under a version that no shipped machine has. JSON is YAML. */
export const loadDraft = (draft: BundleDraft): LoadResult => {
  const version = '0.0.1'
  const bundle = { ...draft['bundle.yaml'], machines: Object.fromEntries(Object.keys(draft.machines).map((name) => [name, version])) }
  const text = (name: string): string | null =>
    name === 'bundle.yaml' ? JSON.stringify(bundle) : isFile(draft, name) ? JSON.stringify(draft[name]) : null
  const ownMachine = (name: string, asked: string) =>
    isMachine(draft, name) && asked === version
      ? { path: `machines/${name}/${version}.json`, text: JSON.stringify({ ...draft.machines[name], version }) }
      : null
  return loadBundle({ folder: 'draft', file: text, shippedMachine, ownMachine, digest: nodeDigest, evaluateConsistency: checkConsistency })
}

/** The law of a bundle that must load. */
export const lawOf = (draft: BundleDraft): Law => {
  const loaded = loadDraft(draft)
  if (!loaded.ok) throw new Error(loaded.problems.map(({ file, code, message }) => `${file}: ${code} ${message}`).join('\n'))
  return loaded.law
}

/** The shipped law. */
export const shippedLaw = (): Law => lawOf(shippedDraft())
