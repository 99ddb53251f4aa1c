import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BundleFiles, LoadResult } from '../../src/artifact/load.js'
import { loadBundle } from '../../src/artifact/load.js'
import { nodeDigest } from '../../src/shell/node-digest.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const NAMES = 'bundle facts operators environments backends drift tokens validation.rules routing.rules invariants cases'.split(' ')

/** The texts of a bundle by file name, and of the shipped machines by `machines/<name>/<version>.json`. */
export type Texts = ReadonlyMap<string, string>

const textOf = (path: string): string | null => {
  try {
    return readFileSync(`${root}${path}`, 'utf8')
  } catch {
    return null
  }
}

/** The files of the bundle in `folder`, with the machines that ship. */
export const readTexts = (folder: string): Texts => {
  const texts = new Map<string, string>()
  const add = (name: string, text: string | null): void => void (text !== null && texts.set(name, text))
  for (const name of NAMES) add(`${name}.yaml`, textOf(`${folder}/${name}.yaml`))
  for (const name of ['session', 'environment', 'frame']) add(`machines/${name}/1.0.0.json`, textOf(`machines/${name}/1.0.0.json`))
  return texts
}

/** The shipped law as texts. */
export const SHIPPED: Texts = readTexts('rules/qcompute/1.0.0')

/** Loads a bundle from texts; `own` holds the machines of the bundle itself. */
export const loadTexts = (texts: Texts, own: Texts = new Map(), more: Partial<BundleFiles> = {}): LoadResult => {
  const machine = (from: Texts, prefix: string) => (name: string, version: string) => {
    const text = from.get(`machines/${name}/${version}.json`)
    return text === undefined ? null : { path: `${prefix}machines/${name}/${version}.json`, text }
  }
  return loadBundle({
    folder: 'rules',
    file: (name) => texts.get(name) ?? null,
    shippedMachine: machine(texts, ''),
    ownMachine: machine(own, 'rules/'),
    digest: nodeDigest,
    ...more,
  })
}
