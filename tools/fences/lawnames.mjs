import { parse } from 'yaml'
import { assertLooked, finding } from './finding.mjs'
import { codeTokens } from './scan.mjs'

/**
 * Names of the law that are words of the code as well: `{ name, under, why }`, allowed as literals below the folder `under` only.
 * An entry that is no longer needed is a finding.
 */
export const ALLOWED = [
  { name: 'swap', under: 'src/', why: 'a decorator of conditions in the rule format (LAW-32)' },
  { name: 'id', under: 'src/', why: 'the member that names a bundle, a machine, an environment or a backend' },
  { name: 'illegal transition', under: 'src/verifier/', why: 'a reason of replay, a word of the report format (RPL-05)' },
  { name: 's', under: 'src/', why: 'the plural of a noun in a message' },
  { name: 'measure', under: 'src/qasm/', why: 'a statement of the OpenQASM language' },
  { name: 'reset', under: 'src/qasm/', why: 'a statement of the OpenQASM language' },
  { name: 'barrier', under: 'src/qasm/', why: 'a statement of the OpenQASM language' },
]

const strings = (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [])

const listOf = (value, field) => strings(Array.isArray(value) ? value.map((item) => item?.[field]) : [])

const READERS = new Map([
  ['environments.yaml', (root) => listOf(root.environments, 'id')],
  ['operators.yaml', (root) => [...strings(root.tiers), ...Object.keys(root.frame_defaults ?? {}), ...listOf(root.operators, 'name')]],
  ['backends.yaml', (root) => listOf(root.backends, 'id')],
  ['validation.rules.yaml', (root) => listOf(root.reasons, 'reason')],
  ['routing.rules.yaml', (root) => listOf(root.reasons, 'reason')],
])

/** The names that the artifacts in `files` (`{ path, text }`, YAML) make law: a map from name to the path that first states it. */
export const lawNames = (files) => {
  const names = new Map()
  for (const { path, text } of files) {
    const read = READERS.get(path.split('/').at(-1))
    for (const name of read?.(parse(text) ?? {}) ?? []) if (!names.has(name)) names.set(name, path)
  }
  return names
}

// A name of several words cannot be meant otherwise, so it is found inside longer texts too.
const isPhrase = (name) => /[a-z0-9][ -][a-z0-9]/i.test(name)

const holdsPhrase = (text, phrase) => {
  const at = text.indexOf(phrase)
  if (at < 0) return false
  const isWord = (character) => character !== undefined && /[\w-]/.test(character)
  return !isWord(text[at - 1]) && !isWord(text[at + phrase.length])
}

const namesIn = (value, names, phrases) => [
  ...(names.has(value) ? [value] : []),
  ...phrases.filter((phrase) => phrase !== value && holdsPhrase(value, phrase)),
]

/** Fence: no name of the law stands as a literal in `sources`; `allowed` lists the exceptions, each of which must be needed. */
export const checkLawNames = (sources, artifacts, allowed = ALLOWED) => {
  assertLooked('law-names', sources)
  const names = lawNames(artifacts)
  if (names.size === 0) throw new Error('the fence law-names found no name in the artifacts')
  const phrases = [...names.keys()].filter(isPhrase)
  const used = new Set()
  const findings = sources.flatMap(({ path, text }) =>
    codeTokens(text)
      .filter(({ type }) => type === 'string' || type === 'template')
      .flatMap(({ value, line }) => namesIn(value, names, phrases).map((name) => ({ name, line })))
      .filter(({ name }) => {
        const entry = allowed.find((candidate) => candidate.name === name && path.startsWith(candidate.under))
        if (entry !== undefined) used.add(entry)
        return entry === undefined
      })
      .map(({ name, line }) =>
        finding('law-names', path, line, `"${name}" is law (${names.get(name)}): read it from the artifact instead`),
      ),
  )
  const idle = allowed
    .filter((entry) => !used.has(entry))
    .map(({ name, under }) => finding('law-names', under, 1, `the exception for "${name}" is not needed: remove it`))
  return [...findings, ...idle]
}
