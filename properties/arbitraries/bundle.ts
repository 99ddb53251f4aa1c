import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** A rule as it stands in an artifact. */
export interface RuleDraft {
  name: string
  priority: number
  conditions: object
  event: { type: string; params?: { [key: string]: unknown } }
}

export interface ReasonDraft {
  reason: string
  unreachable?: string
}

export interface ParameterDraft {
  name: string
  type: string
  min?: number
  max?: number
  exclusive_min?: number
  exclusive_max?: number
}

export interface OperatorDraft {
  name: string
  family: string
  tier: string
  drift: string
  token: boolean
  frame: string
  parameters: ParameterDraft[]
  distinct?: string[][]
}

export interface EnvironmentDraft {
  id: string
  tiers: string[]
  drift_bound: number
  label: string
  next: string[]
  token_to_leave: boolean
  terminal: boolean
}

export interface BackendDraft {
  id: string
  tier: string
  tier_support: string[]
  environments: string[]
  drift_profile: string
  max_accumulated: number
}

interface TableDraft {
  hit_policy: string
  rules: RuleDraft[]
}

/** A bundle as JSON data that can be changed: its artifacts by file name and its own machines by name. */
export interface BundleDraft {
  'bundle.yaml': { id: string; version: string; machines: { [name: string]: string } }
  'facts.yaml': { facts: object[] }
  'operators.yaml': {
    tiers: string[]
    frame_defaults: { [tier: string]: { tier: string; backend: string; inherit: boolean } }
    operators: OperatorDraft[]
  }
  'environments.yaml': { environments: EnvironmentDraft[] }
  'backends.yaml': { backends: BackendDraft[] }
  'drift.yaml': { labels: { label: string; nominal: number }[]; scale: { operator: string; parameter: string; coefficient: number }[] }
  'tokens.yaml': object
  'validation.rules.yaml': {
    options: { tier_decrease: string }
    reasons: ReasonDraft[]
    tables: { operator: TableDraft; token: TableDraft; transition: TableDraft }
  }
  'routing.rules.yaml': { reasons: ReasonDraft[]; table: TableDraft }
  'invariants.yaml': { invariants: object[] }
  machines: { session: MachineDraft; environment: MachineDraft; frame: MachineDraft }
}

export interface MachineDraft {
  id: string
  version: string
  initial: string
  states: { [key: string]: { type?: string; on?: { [event: string]: object } } & { [key: string]: unknown } }
}

/** The files of a bundle that are YAML artifacts. */
export const ARTIFACT_FILES = [
  'bundle.yaml',
  'facts.yaml',
  'operators.yaml',
  'environments.yaml',
  'backends.yaml',
  'drift.yaml',
  'tokens.yaml',
  'validation.rules.yaml',
  'routing.rules.yaml',
  'invariants.yaml',
] as const

const MACHINES = ['session', 'environment', 'frame'] as const

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const SHIPPED = 'rules/qcompute/1.0.0'

/** Text of a shipped machine, null if there is none of that name and version. */
export const shippedMachine = (name: string, version: string): { path: string; text: string } | null => {
  const path = `machines/${name}/${version}.json`
  try {
    return { path, text: textOf(path) }
  } catch {
    return null
  }
}

const shippedJson = (): unknown => ({
  ...Object.fromEntries(ARTIFACT_FILES.map((file) => [file, parse(textOf(`${SHIPPED}/${file}`))])),
  machines: Object.fromEntries(MACHINES.map((name) => [name, JSON.parse(textOf(`machines/${name}/1.0.0.json`))])),
})

/** The shipped bundle as data, a fresh copy each time. */
export const shippedDraft = (): BundleDraft => shippedJson() as BundleDraft
