import { ok } from '../base/index.js'
import type { LawSource } from '../artifact/law.js'
import { compileLaw, LimitReached } from '../engine/index.js'
import type { CompiledLaw } from '../engine/index.js'
import { lawLimit } from './law-limit.js'
import { makeLawStore } from './law-store.js'
import type { LawStore, StoredLaw } from './law-store.js'
import { QComputeError } from './qcompute-error.js'

/** A law that is loaded and compiled, for any number of sessions. */
export interface QRules {
  readonly id: string
  readonly version: string
  readonly digest: string
  /** Names of the operators, in artifact order. */
  readonly operators: readonly string[]
  /** The artifacts and machines as read; `qcompute/xstate` makes XState machines of them. */
  readonly source: LawSource
}

/** Where laws come from: bundle folders, names of shipped bundles, or rules that `openRules` has loaded. */
export type RulesChoice = string | readonly string[] | QRules

interface Held {
  readonly stored: StoredLaw
  readonly compiled: CompiledLaw
}

// What stands behind loaded rules; nobody outside can reach or forge it (SES-04).
const held = new WeakMap<object, Held>()

const heldBy = (rules: unknown): Held | null => (typeof rules === 'object' && rules !== null ? (held.get(rules) ?? null) : null)

const bad = (message: string): QComputeError => new QComputeError('bad-input', message)

const decodeFolders = (rules: unknown): readonly string[] => {
  if (rules === undefined) return []
  const folders: readonly unknown[] | null = typeof rules === 'string' ? [rules] : Array.isArray(rules) ? Array.from(rules) : null
  const isFolder = (folder: unknown): folder is string => typeof folder === 'string'
  if (folders === null || !folders.every(isFolder)) throw bad('rules are a folder, the name of a bundle, a list of these, or of openRules')
  if (folders.some((folder) => folder.includes('\0'))) throw bad('the path of rules holds no null character')
  return folders
}

const openFolders = (folders: readonly string[]): LawStore => {
  const store = makeLawStore(folders)
  if (store.ok) return store.value
  throw new QComputeError('bad-rules', store.error[0]?.message ?? 'the rules cannot be read', { problems: store.error })
}

/** The store of an option `rules`; throws QComputeError `bad-input` for what names no rules, `bad-rules` for what does not load. */
export const openStore = (rules: unknown): LawStore => {
  const stored = heldBy(rules)?.stored
  if (stored === undefined) return openFolders(decodeFolders(rules))
  const shippedStore = openFolders([])
  return {
    chosen: () => ok(stored),
    byDigest: (digest) => (stored.law.digest === digest ? stored : shippedStore.byDigest(digest)),
    problems: shippedStore.problems,
  }
}

const compile = ({ law, folder }: StoredLaw): CompiledLaw => {
  try {
    return compileLaw(law)
  } catch (thrown) {
    if (!(thrown instanceof LimitReached)) throw thrown
    const problem = lawLimit(folder, thrown)
    throw new QComputeError('limit-reached', problem.message, { problems: [problem] })
  }
}

const makeRules = (stored: StoredLaw): QRules => {
  const { bundle, digest, operators, source } = stored.law
  const rules: QRules = Object.freeze({
    id: bundle.id,
    version: bundle.version,
    digest,
    operators: Object.freeze([...operators.operators.keys()]),
    get source(): LawSource {
      return { artifacts: new Map(source.artifacts), machines: new Map(source.machines) }
    },
  })
  held.set(rules, { stored, compiled: compile(stored) })
  return rules
}

let shipped: QRules | null = null

const loadRules = (rules: unknown): QRules => {
  if (rules === undefined && shipped !== null) return shipped
  const chosen = openStore(rules).chosen()
  if (!chosen.ok) throw new QComputeError('bad-rules', chosen.error[0]?.message ?? 'the rules do not load', { problems: chosen.error })
  const loaded = makeRules(chosen.value)
  if (rules === undefined) shipped = loaded
  return loaded
}

/**
 * Loads the law of a bundle once, for many sessions; without `rules` the shipped one. Throws QComputeError `bad-rules`, `limit-reached`
 * for a law that is too large to compile, or `bad-input` for what is neither a string nor a list of strings.
 */
export const openRules = (rules?: string | readonly string[]): QRules => loadRules(rules)

/** The compiled law of an option `rules`, as for openRules; rules that are loaded already are taken as they are. */
export const compiledLawOf = (rules: unknown): CompiledLaw => {
  const compiled = (heldBy(rules) ?? heldBy(loadRules(rules)))?.compiled
  if (compiled === undefined) throw bad('rules are not those of openRules')
  return compiled
}
