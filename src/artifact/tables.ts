import { flag, list, listByName, mapOf, mapped, mapping, names, number, oneOf, optional, required } from './decode.js'
import type { Decoder } from './decode.js'
import { quote } from './source.js'
import type { BackendSpec, DriftTable, EnvironmentSpec, FrameDefault, OperatorSpec, OperatorTable, ParameterSpec } from './law.js'
import { anyName, artifact, description, environmentName, identifier, labelName, unreserved, version } from './names.js'

const tierName = unreserved(labelName)
// LAW-25: bounded, so that no sum of drifts leaves the doubles.
const atLeastZero = number('a number from 0 to 1e12', (value) => value >= 0 && value <= 1e12)

const unboundedParameter = mapping({
  name: required(identifier),
  type: required(oneOf('int', 'number', 'boolean', 'string')),
  min: optional<number | null>(number(), null),
  max: optional<number | null>(number(), null),
  exclusive_min: optional<number | null>(number(), null),
  exclusive_max: optional<number | null>(number(), null),
  description,
})

const BOUNDS = ['min', 'max', 'exclusive_min', 'exclusive_max'] as const

/** The least double above the finite double `value`; infinity above the greatest. */
const doubleAbove = (value: number): number => {
  if (value === 0) return Number.MIN_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigUint64(0, view.getBigUint64(0) + (value > 0 ? 1n : -1n))
  return view.getFloat64(0)
}

/** Whether some value of the type lies within the bounds (LAW-22). */
const hasValue = ({ type, min, max, exclusiveMin, exclusiveMax }: ParameterSpec): boolean => {
  const least = Math.max(min ?? -Infinity, exclusiveMin ?? -Infinity)
  const greatest = Math.min(max ?? Infinity, exclusiveMax ?? Infinity)
  if (type === 'number') {
    const from = least === exclusiveMin ? doubleAbove(least) : least
    const to = greatest === exclusiveMax ? -doubleAbove(-greatest) : greatest
    return Math.max(from, -Number.MAX_VALUE) <= Math.min(to, Number.MAX_VALUE)
  }
  const first = least === exclusiveMin ? Math.floor(least) + 1 : Math.ceil(least)
  const last = greatest === exclusiveMax ? Math.ceil(greatest) - 1 : Math.floor(greatest)
  return Math.max(first, Number.MIN_SAFE_INTEGER) <= Math.min(last, Number.MAX_SAFE_INTEGER)
}

// LAW-22: only numbers have bounds, and they leave a value.
const parameter: Decoder<ParameterSpec> = (node, report) => {
  const value = unboundedParameter(node, report)
  if (value === undefined || node.kind !== 'mapping') return undefined
  const { name, type, min, max, exclusive_min: exclusiveMin, exclusive_max: exclusiveMax } = value
  const spec = { name, type, min, max, exclusiveMin, exclusiveMax }
  if (type === 'int' || type === 'number') {
    if (hasValue(spec)) return spec
    return report(node.start, 'value-outside', `no ${type} lies within the bounds of ${quote(name)}`, 'expected bounds that leave a value')
  }
  const wrong = BOUNDS.flatMap((bound) => node.members.get(bound) ?? [])
  for (const { keyStart } of wrong) report(keyStart, 'key-unknown', `a bound of a ${type}`, 'expected bounds for int and number only')
  return wrong.length === 0 ? spec : undefined
}

const operator: Decoder<OperatorSpec> = mapped(
  mapping({
    name: required(identifier),
    family: required(labelName),
    tier: required(tierName),
    drift: required(labelName),
    token: required(flag),
    frame: required(oneOf('reuse', 'new')),
    parameters: required(listByName(parameter, 'parameter', ({ name }) => name, 0, 'name')),
    distinct: optional(list(names(identifier, 'parameter', 2)), []),
    description,
  }),
  ({ name, family, tier, drift, token, frame, parameters, distinct }) =>
    ({ name, family, tier, drift, needsToken: token, frame, parameters: [...parameters.values()], distinct }),
)

const frameDefault: Decoder<FrameDefault> = mapped(
  mapping({ tier: required(labelName), backend: required(labelName), inherit: required(flag), description }),
  ({ tier, backend, inherit }) => ({ tier, backend, inherit }),
)

/** operators.yaml (LAW-20 to LAW-23); names of tiers, backends and labels are resolved later. */
export const decodeOperators: Decoder<OperatorTable> = mapped(
  artifact('operators', {
    tiers: required(names(tierName, 'tier', 1)),
    frame_defaults: required(mapOf(tierName, frameDefault)),
    operators: required(listByName(operator, 'operator', ({ name }) => name, 0, 'name')),
  }),
  ({ tiers, frame_defaults: frameDefaults, operators }) => ({ tiers, frameDefaults, operators }),
)

const environment: Decoder<EnvironmentSpec> = mapped(
  mapping({
    id: required(environmentName),
    tiers: required(names(labelName, 'tier')),
    drift_bound: required(atLeastZero),
    label: required(labelName),
    next: required(names(environmentName, 'environment')),
    token_to_leave: required(flag),
    terminal: required(flag),
    description,
  }),
  ({ id, tiers, drift_bound: driftBound, label, next, token_to_leave: tokenToLeave, terminal }) =>
    ({ id, tiers, driftBound, label, next, tokenToLeave, terminal }),
)

/** environments.yaml (LAW-24). */
export const decodeEnvironments: Decoder<ReadonlyMap<string, EnvironmentSpec>> = mapped(
  artifact('environments', { environments: required(listByName(environment, 'environment', ({ id }) => id, 1, 'id')) }),
  ({ environments }) => environments,
)

const backendId: Decoder<string> = (node, report) => {
  const id = labelName(node, report)
  // LAW-07: auto asks for no backend by name.
  return id === 'auto' ? report(node.start, 'name-reserved', '"auto" is no backend', 'expected another id') : id
}

const backend: Decoder<BackendSpec> = mapped(
  mapping({
    id: required(backendId),
    tier: required(labelName),
    tier_support: required(names(labelName, 'tier', 1)),
    environments: required(names(environmentName, 'environment')),
    drift_profile: required(labelName),
    max_accumulated: required(atLeastZero),
    description,
  }),
  ({ id, tier, tier_support: tierSupport, environments, drift_profile: driftProfile, max_accumulated: maxAccumulated }) =>
    ({ id, tier, tierSupport, environments, driftProfile, maxAccumulated }),
)

/** backends.yaml (LAW-26). */
export const decodeBackends: Decoder<ReadonlyMap<string, BackendSpec>> = mapped(
  artifact('backends', { backends: required(listByName(backend, 'backend', ({ id }) => id, 1, 'id')) }),
  ({ backends }) => backends,
)

const label = mapping({ label: required(labelName), nominal: required(atLeastZero), description })
const term = mapping({ operator: required(identifier), parameter: required(identifier), coefficient: required(number()), description })

/** drift.yaml (LAW-27, LAW-28). */
export const decodeDrift: Decoder<DriftTable> = mapped(
  artifact('drift', { labels: required(listByName(label, 'label', (row) => row.label, 0, 'label')), scale: required(list(term)) }),
  ({ labels, scale }) => ({
    nominal: new Map([...labels.values()].map((row) => [row.label, row.nominal])),
    scale: scale.map(({ operator: name, parameter: of, coefficient }) => ({ operator: name, parameter: of, coefficient })),
  }),
)

/** tokens.yaml (LAW-29): the only form and binding there is; it says nothing that code reads. */
export const decodeTokens: Decoder<object> = artifact('tokens', {
  form: required(oneOf('opaque')),
  binding: required(oneOf('earliest-unbound')),
})

/** The identity of a bundle and the versions of its machines. */
export interface BundleHead {
  readonly id: string
  readonly version: string
  readonly machines: ReadonlyMap<string, string>
}

/** bundle.yaml (LAW-04). */
export const decodeBundleHead: Decoder<BundleHead> = mapped(
  artifact('bundle', {
    id: required(anyName),
    version: required(version),
    machines: required(mapping({ session: required(version), environment: required(version), frame: required(version) })),
  }),
  ({ id, version: of, machines }) => ({ id, version: of, machines: new Map(Object.entries(machines)) }),
)
