import { loadBundle } from '../artifact/load.js'
import type { LoadResult } from '../artifact/load.js'
import type { Problem } from '../artifact/problem.js'
import { LIMITS, utf8Length } from '../base/index.js'
import { checkConsistency } from '../kernel/consistency.js'
import { bindLaw } from '../kernel/index.js'
import type { Kernel } from '../kernel/index.js'
import { nobleDigest } from '../oracle/noble-digest.js'
import { freezeDeep } from '../shell/frozen.js'
import { isArtifactName, machinePath } from '../shell/law-paths.js'
import { QComputeError } from '../shell/qcompute-error.js'

/** A text, or null if there is none. */
export type MaybeText = string | null | Promise<string | null>

/** Where the texts of a bundle come from. Each is asked for at most once. */
export interface LawFiles {
  /** Names the bundle in problems. */
  readonly name: string
  /** The text of an artifact of the bundle, like `facts.yaml`, or of a machine of its own, like `machines/environment/1.1.0.json`. */
  bundle(path: string): MaybeText
  /** The text of a shared machine, like `environment/1.0.0.json`. */
  machine(path: string): MaybeText
}

/** A law that is loaded, checked and bound, for any number of traces. */
export interface WebLaw {
  readonly id: string
  readonly version: string
  readonly digest: string
}

// The kernels behind laws; nobody outside can reach or forge one.
const kernels = new WeakMap<object, Kernel>()

/** The kernel of a law that openLaw made; throws QComputeError `bad-input` for anything else. */
export const kernelOf = (law: unknown): Kernel => {
  const kernel = typeof law === 'object' && law !== null ? kernels.get(law) : undefined
  if (kernel === undefined) throw new QComputeError('bad-input', 'a law is what openLaw or fetchLaw gave')
  return kernel
}

/** Where a text is looked for. */
type Place = 'bundle' | 'machine'

/** What the loader asked for: texts that are known, and the places and paths of those that are not yet. */
class Texts {
  readonly #known = new Map<string, string | null>()
  readonly #asked = new Map<string, readonly [Place, string]>()

  /** The text at `path`; null if there is none, or if it is not known yet. */
  look(place: Place, path: string): string | null {
    const key = `${place}:${path}`
    const known = this.#known.get(key)
    if (known === undefined) this.#asked.set(key, [place, path])
    return known ?? null
  }

  /** Gets what was asked for; false if nothing was. */
  async fill(files: LawFiles): Promise<boolean> {
    const asked = [...this.#asked]
    this.#asked.clear()
    const texts = await Promise.all(asked.map(([, [place, path]]) => (place === 'bundle' ? files.bundle(path) : files.machine(path))))
    for (const [index, [key]] of asked.entries()) this.#known.set(key, texts[index] ?? null)
    return asked.length > 0
  }

  /** Problems of texts that are larger than an artifact may be. */
  tooLarge(name: string): readonly Problem[] {
    const { value, meaning } = LIMITS.artifactBytes
    return [...this.#known].flatMap(([key, text]): Problem[] => {
      if (text === null || (text.length <= value && sizeOf(text) <= value)) return []
      const message = `the file is larger than ${value} bytes`
      const file = `${name}/${key.slice(key.indexOf(':') + 1)}`
      return [{ file, line: 1, column: 1, code: 'file-too-large', severity: 'error', message, expected: `limit: ${meaning}` }]
    })
  }
}

// A lone surrogate is no UTF-8 and has no size there; the reader of YAML refuses it by itself.
const sizeOf = (text: string): number => utf8Length(text.replace(/\p{Cs}/gu, '\ufffd'))

const load = (name: string, texts: Texts): LoadResult => {
  const machine = (place: Place, prefix: string) => (id: string, version: string) => {
    const path = machinePath(id, version)
    const text = path === null ? null : texts.look(place, `${prefix}${path}`)
    return text === null ? null : { path: `${place === 'bundle' ? name : 'machines'}/${prefix}${path}`, text }
  }
  return loadBundle({
    folder: name,
    // The inline cases are no part of a law (LAW-01).
    file: (artifact) => (isArtifactName(artifact) && artifact !== 'cases.yaml' ? texts.look('bundle', artifact) : null),
    ownMachine: machine('bundle', 'machines/'),
    shippedMachine: machine('machine', ''),
    digest: nobleDigest,
    evaluateConsistency: checkConsistency,
  })
}

/**
 * Loads the law of a bundle from texts, without Node: decodes, checks, digests and binds it (RPL-52). The loader says what it wants as it
 * reads, so it is run again with each new text until it asks for no more. Throws QComputeError `bad-rules` with problems.
 */
export const openLaw = async (files: LawFiles): Promise<WebLaw> => {
  const texts = new Texts()
  let loaded = load(files.name, texts)
  while (await texts.fill(files)) {
    const problems = texts.tooLarge(files.name)
    loaded = problems.length > 0 ? { ok: false, problems } : load(files.name, texts)
    if (problems.length > 0) break
  }
  if (!loaded.ok) {
    const { problems } = loaded
    throw new QComputeError('bad-rules', problems[0]?.message ?? 'the rules do not load', { problems })
  }
  const kernel = bindLaw(freezeDeep(loaded.law))
  const { bundle, digest } = loaded.law
  const law: WebLaw = Object.freeze({ id: bundle.id, version: bundle.version, digest })
  kernels.set(law, kernel)
  return law
}

const fetchText = async (url: URL): Promise<string | null> => {
  const response = await fetch(url)
  if (response.status === 404) return null
  if (!response.ok) throw new QComputeError('bad-file', `${url.pathname}: the server answered ${response.status}`)
  const bytes = await response.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new QComputeError('bad-file', `${url.pathname}: the file is not UTF-8`)
  }
}

const folderUrl = (url: string | URL): URL => new URL(`${url}`.endsWith('/') ? `${url}` : `${url}/`)

/**
 * Loads the law of a bundle that is served as the files of its folder (RPL-52). `bundle` and `machines` are absolute URLs of two folders;
 * a file that is not there is answered with 404. Throws QComputeError `bad-rules`, `bad-file` for what cannot be read, and what fetch
 * throws.
 */
export const fetchLaw = (bundle: string | URL, machines: string | URL): Promise<WebLaw> => {
  const [own, shared] = [folderUrl(bundle), folderUrl(machines)]
  return openLaw({
    name: own.pathname.replace(/\/$/, ''),
    bundle: (path) => fetchText(new URL(path, own)),
    machine: (path) => fetchText(new URL(path, shared)),
  })
}
