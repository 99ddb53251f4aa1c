import { canonicalJson } from '../base/canonical.js'
import type { Digest } from '../base/digest.js'
import { checkEnvironmentMachine, checkReasons, checkTables, domainsOf } from './agreement.js'
import type { Tables } from './agreement.js'
import { decodeCases } from './cases.js'
import type { Cases } from './cases.js'
import type { Decoder } from './decode.js'
import { checkDerived } from './derived.js'
import { contentOf } from './digest.js'
import { readYaml } from './document.js'
import { FACT_REGISTRY } from './fact-registry.js'
import { decodeFacts, resolveFact, resolveFacts } from './facts.js'
import type { Inconsistency } from './inconsistency.js'
import type { FactDeclaration, Law, LawMachines } from './law.js'
import type { Machine } from './machine.js'
import type { Node } from './node.js'
import { nodeAt } from './node-path.js'
import type { Problem } from './problem.js'
import { reasonNames } from './reason-names.js'
import type { LawParts } from './reencode.js'
import { checkRoles, checkSession } from './roles.js'
import type { Say } from './roles.js'
import { decodeInvariants } from './property-list.js'
import { decodeRouting, decodeValidation } from './rules.js'
import { sealLaw } from './seal.js'
import { expectedOf, makeReport, makeSource, sortedProblems } from './source.js'
import type { Source } from './source.js'
import { decodeMachine } from './statechart.js'
import { decodeBackends, decodeBundleHead, decodeDrift, decodeEnvironments, decodeOperators, decodeTokens } from './tables.js'

/** A machine file that was found: its path, for problems, and its text. */
export interface MachineFile {
  readonly path: string
  readonly text: string
}

/** The files of a bundle, and what else loading needs. */
export interface BundleFiles {
  /** Path of the bundle, for problems. */
  readonly folder: string
  /** Text of `<bundle>/<name>`, null if there is none. */
  file(name: string): string | null
  shippedMachine(name: string, version: string): MachineFile | null
  /** `<bundle>/machines/<name>/<version>.json`, null if there is none. */
  ownMachine(name: string, version: string): MachineFile | null
  readonly digest: Digest
  /** The root of a text that was read before, without a problem; null if it must be read. */
  readonly rootReadBefore?: (text: string) => Node | null
  /** Compares the statements of a decoded law that only evaluation can compare (LAW-52, LAW-54 to LAW-56). */
  readonly evaluateConsistency?: (law: Law) => readonly Inconsistency[]
}

/**
 * A law and its inline cases, with the place in its files of whatever is found wrong in it later, or all problems that could be found,
 * sorted (LAW-60).
 */
export type LoadResult =
  | { readonly ok: true; readonly law: Law; readonly cases: Cases | null; readonly problemAt: (found: Inconsistency) => Problem }
  | { readonly ok: false; readonly problems: readonly Problem[] }

interface Document {
  readonly source: Source
  readonly root: Node
}

/** What was read so far: documents by kind or `machine:<name>`, and problems. */
interface Loading {
  readonly files: BundleFiles
  readonly documents: Map<string, Document>
  readonly problems: Problem[]
}

const missing = ({ problems }: Loading, path: string): void => {
  makeReport(makeSource(path, ''), problems)(0, 'file-missing', 'the file is missing')
}

const readArtifact = (loading: Loading, kind: string, file: string, isOptional = false): void => {
  const path = `${loading.files.folder}/${file}`
  const text = loading.files.file(file)
  if (text === null) return isOptional ? undefined : missing(loading, path)
  const root = loading.files.rootReadBefore?.(text) ?? null
  const read = root === null ? readYaml(text, path) : { ok: true as const, source: makeSource(path, text), root }
  if (read.ok) loading.documents.set(kind, read)
  else loading.problems.push(...read.problems)
}

const decodeArtifact = <T>({ documents, problems }: Loading, kind: string, decode: Decoder<T>): T | undefined => {
  const document = documents.get(kind)
  return document === undefined ? undefined : decode(document.root, makeReport(document.source, problems))
}

const decodeMachineFile = ({ documents, problems }: Loading, { path, text }: MachineFile, id: string, version: string) => {
  const decoded = decodeMachine(text, { file: path, id, version })
  if (decoded.ok) documents.set(`machine:${id}`, { source: makeSource(path, text), root: decoded.root })
  else problems.push(...decoded.problems)
  return decoded.ok ? decoded : undefined
}

// LAW-04: the bundle's own machine, else the shipped one; equal content where both exist.
const loadMachine = (loading: Loading, id: string, version: string): Machine | undefined => {
  const { files, problems } = loading
  const [own, shipped] = [files.ownMachine(id, version), files.shippedMachine(id, version)]
  const first = own ?? shipped
  if (first === null) {
    missing(loading, `${files.folder}/machines/${id}/${version}.json`)
    return undefined
  }
  const decoded = decodeMachineFile(loading, first, id, version)
  if (decoded === undefined || own === null || shipped === null) return decoded?.machine
  const other = decodeMachine(shipped.text, { file: shipped.path, id, version })
  if (!other.ok) problems.push(...other.problems)
  else if (canonicalJson(contentOf(other.content)) !== canonicalJson(contentOf(decoded.content))) {
    const report = makeReport(makeSource(own.path, own.text), problems)
    report(0, 'machine-differs', `${id} ${version} is not what ${shipped.path} says`, 'give it another version')
  }
  return decoded.machine
}

const ARTIFACTS: readonly (readonly [string, string])[] = [
  ...['facts', 'operators', 'environments', 'backends', 'drift', 'tokens'].map((kind) => [kind, `${kind}.yaml`] as const),
  ['validation', 'validation.rules.yaml'],
  ['routing', 'routing.rules.yaml'],
  ['invariants', 'invariants.yaml'],
]

const problemAt = ({ documents, files }: Pick<Loading, 'documents' | 'files'>, found: Inconsistency): Problem => {
  const { source, root } = documents.get(found.artifact) ?? { source: makeSource(files.folder, ''), root: undefined }
  const start = root === undefined ? 0 : nodeAt(root, found.path).start
  const { code, message, expected } = found
  return { ...source.place(start), code, severity: 'error', message, expected }
}

const place = (loading: Loading, found: Inconsistency): void => {
  loading.problems.push(problemAt(loading, found))
}

const loadFacts = (loading: Loading, tables: Tables) => {
  const domains = domainsOf(tables)
  const declared = decodeArtifact(loading, 'facts', decodeFacts)
  // Where facts.yaml is wrong, conditions are read against all facts that there are, so that their problems are found too.
  const all = new Map<string, FactDeclaration>()
  for (const [name, stated] of FACT_REGISTRY) all.set(name, resolveFact(name, stated, domains))
  const facts = declared === undefined ? undefined : resolveFacts(declared, domains)
  return {
    facts,
    context: { facts: all, declared: facts === undefined ? null : new Set(facts.keys()), hasFields: tables.operators !== undefined },
  }
}

const indexOfRule = ({ documents }: Loading, artifact: string, path: readonly (string | number)[], name: string): number => {
  const document = documents.get(artifact)
  const rules = document === undefined ? undefined : nodeAt(document.root, path)
  const named = nodeOfName(name)
  return rules?.kind === 'list' ? rules.items.findIndex(named) : -1
}

const nodeOfName = (name: string) => (item: Node): boolean => {
  const said = item.kind === 'mapping' ? item.members.get('name')?.node : undefined
  return said?.kind === 'scalar' && said.value === name
}

const documentsOf = ({ documents }: Loading, kinds: readonly string[], prefix = ''): ReadonlyMap<string, Document> =>
  new Map(kinds.flatMap((kind) => {
    const document = documents.get(`${prefix}${kind}`)
    return document === undefined ? [] : [[kind, document] as const]
  }))

// Whatever the decoders did, the law that leaves here says what was read.
const seal = (loading: Loading, parts: LawParts, bundle: Node): Law => {
  const artifacts = documentsOf(loading, ARTIFACTS.map(([kind]) => kind))
  const machines = documentsOf(loading, Object.keys(parts.machines), 'machine:')
  const read = {
    bundle,
    artifacts: new Map([...artifacts].map(([kind, { root }]) => [kind, root])),
    machines: new Map([...machines].map(([name, { source }]) => [name, source.text])),
  }
  const law = sealLaw(parts, read, loading.files.digest)
  checkDerived(law)
  return law
}

const decodeTables = (loading: Loading, machines: Partial<LawMachines>) => ({
  operators: decodeArtifact(loading, 'operators', decodeOperators),
  environments: decodeArtifact(loading, 'environments', decodeEnvironments),
  backends: decodeArtifact(loading, 'backends', decodeBackends),
  drift: decodeArtifact(loading, 'drift', decodeDrift),
  environmentMachine: machines.environment,
  frameMachine: machines.frame,
})

const decodeLaw = (loading: Loading): Law | undefined => {
  const say: Say = (code, artifact, path, message, expected) => place(
    loading, { code, artifact, path, message, expected: expectedOf(expected, loading.problems.length) },
  )
  const head = decodeArtifact(loading, 'bundle', decodeBundleHead)
  const found = new Map([...(head?.machines ?? [])].map(([id, version]) => [id, loadMachine(loading, id, version)]))
  const [session, environment, frame] = [found.get('session'), found.get('environment'), found.get('frame')]
  const machines = { ...(session && { session }), ...(environment && { environment }), ...(frame && { frame }) }
  const tables = decodeTables(loading, machines)
  decodeArtifact(loading, 'tokens', decodeTokens)
  const { facts, context } = loadFacts(loading, tables)
  const validation = decodeArtifact(loading, 'validation', decodeValidation(context))
  const routing = decodeArtifact(loading, 'routing', decodeRouting(context))
  const reasons = validation === undefined || routing === undefined ? null : new Set(reasonNames(validation, routing).keys())
  const stated = decodeArtifact(loading, 'invariants', decodeInvariants(context, reasons))
  const { operators, environments, backends, drift } = tables
  checkTables(tables, say)
  checkRoles(machines, facts ?? null, say)
  if (session !== undefined) checkSession(session, say)
  if (environments !== undefined && environment !== undefined) checkEnvironmentMachine(environments, environment, say)
  checkReasons(validation, routing, (...where) => indexOfRule(loading, ...where), say)
  if (loading.problems.length > 0 || head === undefined || facts === undefined || operators === undefined) return undefined
  if (environments === undefined || backends === undefined || drift === undefined) return undefined
  if (validation === undefined || routing === undefined || stated === undefined) return undefined
  if (session === undefined || environment === undefined || frame === undefined) return undefined
  const bundle = loading.documents.get('bundle')?.root
  if (bundle === undefined) return undefined
  const parts: LawParts = {
    bundle: { id: head.id, version: head.version },
    facts, operators, environments, backends, drift, validation, routing, ...stated,
    machines: { session, environment, frame },
  }
  return seal(loading, parts, bundle)
}

/**
 * Loads a bundle: reads, decodes and compares all its artifacts and machines, and digests them (LAW-01 to LAW-56). Gives the law, or every
 * problem that could be found, sorted and at most 100 (LAW-60). Never throws on what a person wrote.
 */
export const loadBundle = (files: BundleFiles): LoadResult => {
  const loading: Loading = { files, documents: new Map(), problems: [] }
  readArtifact(loading, 'bundle', 'bundle.yaml')
  for (const [kind, file] of ARTIFACTS) readArtifact(loading, kind, file)
  readArtifact(loading, 'cases', 'cases.yaml', true)
  const law = decodeLaw(loading)
  const cases = decodeArtifact(loading, 'cases', decodeCases) ?? null
  if (law !== undefined && loading.problems.length === 0) for (const found of files.evaluateConsistency?.(law) ?? []) place(loading, found)
  if (law === undefined || loading.problems.length > 0) return { ok: false, problems: sortedProblems(loading.problems) }
  const { documents } = loading
  return { ok: true, law, cases, problemAt: (found) => problemAt({ documents, files }, found) }
}
