import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { BaseOperator, Condition, Decorator, FactReference } from '../../src/artifact/condition.js'
import { decodeMachine, loadBundle } from '../../src/artifact/index.js'
import type { FactDeclaration, FactScope, FactType, Law, Scalar } from '../../src/artifact/law.js'
import type { Machine } from '../../src/artifact/machine.js'
import { nodeDigest } from '../../src/shell/node-digest.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Plain data as YAML and JSON give it; tests edit it freely. */
export type Plain = ReturnType<typeof JSON.parse>

export type Artifacts = { [file: string]: Plain }

const FILES = ['bundle', 'facts', 'operators', 'environments', 'backends', 'drift', 'tokens', 'validation.rules', 'routing.rules',
  'invariants']

const readShipped = (): Artifacts => {
  const artifacts: Artifacts = {}
  for (const file of FILES) artifacts[file] = parse(readFileSync(join(ROOT, 'rules/qcompute/1.0.0', `${file}.yaml`), 'utf8'))
  for (const name of ['session', 'environment', 'frame']) {
    artifacts[`machine:${name}`] = JSON.parse(readFileSync(join(ROOT, 'machines', name, '1.0.0.json'), 'utf8'))
  }
  return artifacts
}

const SHIPPED = readShipped()

/** A copy of the shipped artifacts as plain data, by file name without ending, and of the shipped machines as `machine:<name>`. */
export const shippedArtifacts = (): Artifacts => structuredClone(SHIPPED)

const at = (value: Plain | undefined): Plain => value as Plain

const reference = (json: Plain): FactReference => ({
  fact: at(json['fact']),
  params: new Map(Object.entries((json['params'] ?? {}) as unknown as { [key: string]: string })),
  field: json['path'] === undefined ? null : (at(json['path']) as string).slice(2),
})

/** A condition from the form of json-rules-engine. */
export const conditionOf = (json: Plain): Condition => {
  if (json['all'] !== undefined) return { kind: 'all', of: (at(json['all']) as Plain[]).map(conditionOf) }
  if (json['any'] !== undefined) return { kind: 'any', of: (at(json['any']) as Plain[]).map(conditionOf) }
  if (json['not'] !== undefined) return { kind: 'not', of: conditionOf(at(json['not'])) }
  const words = (at(json['operator']) as string).split(':')
  const value = at(json['value'])
  const isFact = value !== null && typeof value === 'object' && !Array.isArray(value)
  return {
    kind: 'test',
    left: reference(json),
    decorators: words.slice(0, -1) as Decorator[],
    operator: words.at(-1) as BaseOperator,
    right: isFact ? { kind: 'fact', reference: reference(value) } : { kind: 'literal', value: value as Scalar },
  }
}

/** A machine of the subset of LAW-46 and LAW-47 from its configuration; what does not decode is a test failure. */
export const machineOf = (config: Plain): Machine => {
  const origin = { file: 'machine.json', id: at(config['id']) as string, version: at(config['version']) as string }
  const decoded = decodeMachine(JSON.stringify(config), origin)
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems))
  return decoded.machine
}

/** A declaration with defaults filled in. */
export const factOf = (name: string, type: FactType, more: Partial<FactDeclaration> = {}): FactDeclaration => ({
  name,
  type,
  nullable: false,
  domain: null,
  range: null,
  fields: [],
  parameters: [],
  scopes: ['operator', 'token', 'transition'] as FactScope[],
  description: '',
  ...more,
})

/** The law of plain artifacts, loaded as from files; problems are a test failure. */
export const lawOf = (artifacts: Artifacts): Law => {
  const loaded = loadBundle({
    folder: 'bundle',
    file: (name) => (artifacts[name.slice(0, -'.yaml'.length)] === undefined ? null : JSON.stringify(artifacts[name.slice(0,
      -'.yaml'.length)])),
    shippedMachine: (name) => ({ path: `${name}.json`, text: JSON.stringify(artifacts[`machine:${name}`]) }),
    ownMachine: () => null,
    digest: nodeDigest,
  })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1))
  return loaded.law
}

/** The shipped law, after `edit` has changed its artifacts. */
export const shippedLaw = (edit: (artifacts: Artifacts) => void = () => {}): Law => {
  const artifacts = shippedArtifacts()
  edit(artifacts)
  return lawOf(artifacts)
}
