import { of } from './twin.js'
import type { Twin } from './twin.js'

const ENV = 'environments.yaml'
const OPS = 'operators.yaml'
const BACK = 'backends.yaml'
const INV = 'invariants.yaml'
const SESSM = 'machines/session/1.0.0.json'

/** Defects of the text itself. */
export const READING: readonly Twin[] = of([
  ['LAW-02', 'a duplicate key', 'tokens.yaml', 'binding:', '§form: opaque\nbinding:', 'key-repeated', 'text'],
  ['LAW-02', 'a duplicate key in other quotes', 'tokens.yaml', 'binding:', '§"form": opaque\nbinding:', 'key-repeated', 'text'],
  ['LAW-02', 'an anchor', 'tokens.yaml', 'form: opaque', 'form: §&a opaque', 'yaml-anchor', 'text'],
  ['LAW-02', 'an alias', ENV, 'label: strict', 'label: §*a', 'yaml-alias', 'text'],
  ['LAW-02', 'a tag', 'tokens.yaml', 'form: opaque', 'form: §!!str opaque', 'yaml-tag', 'text'],
  ['LAW-02', 'a tag of a mapping', OPS, 'special: {', 'special: §!!map {', 'yaml-tag', 'text'],
  ['LAW-02', 'a merge key', 'tokens.yaml', 'form: opaque', '§<<: { form: opaque }', 'yaml-merge-key', 'text'],
  ['LAW-02', 'a second document', 'tokens.yaml', 'form: opaque', 'form: opaque\n§---\na: b', 'yaml-documents', 'text'],
  ['LAW-02', 'another version', 'tokens.yaml', 'kind: tokens/1', '§%YAML 1.1\n---\nkind: tokens/1', 'yaml-directive', 'text'],
  ['LAW-02', 'infinity', ENV, 'drift_bound: 0.75', 'drift_bound: §.inf', 'number-not-finite', 'text'],
  ['LAW-02', 'not a number', ENV, 'drift_bound: 0.75', 'drift_bound: §.nan', 'number-not-finite', 'text'],
  ['LAW-02', 'a number beyond doubles', ENV, 'drift_bound: 0.75', 'drift_bound: §1e999', 'number-not-finite', 'text'],
  ['LAW-02', 'an unpaired surrogate', INV, 'clause: SES-50', 'clause: §"\\ud800"', 'text-ill-formed', 'text'],
  ['LAW-02', 'no YAML', 'tokens.yaml', 'form: opaque', 'form: [opaque', 'yaml-syntax', 'text'],
  ['LAW-02', 'a control character', 'tokens.yaml', 'form: opaque', 'form: "opaque§\u0001"', 'yaml-syntax', 'text', 'an escape'],
  ['LAW-02', 'a lone carriage return', 'tokens.yaml', 'form: opaque', 'form: "opa§\rque"', 'yaml-syntax', 'text', 'LF as line end'],
  ['LAW-02', 'a key that is a number', 'tokens.yaml', 'form: opaque', '§1: opaque', 'key-not-text', 'text'],
  ['LAW-02', 'a key that is a list', 'tokens.yaml', 'form: opaque', '§[a]: opaque', 'key-not-text', 'text'],
  ['LAW-02', 'a root that is a list', 'tokens.yaml', /[^]*/, '§[]\n', 'wrong-type', 'sees'],
  ['LAW-02', 'another kind', 'tokens.yaml', 'tokens/1', '§token/1', 'kind-wrong', 'sees', 'tokens/1'],
  ['LAW-02', 'another format', 'tokens.yaml', 'tokens/1', '§tokens/2', 'kind-wrong', 'sees', 'tokens/1'],
  ['LAW-45', 'a comma too many', SESSM, '"operator": {},', '"operator": {},§,', 'json-syntax', 'text', 'double quotes'],
  ['LAW-45', 'a comment', SESSM, '"operator": {},', '"operator": {}, §// no', 'json-syntax', 'text'],
  ['LAW-45', 'a duplicate key of a machine', SESSM, '"token": {}', '§"operator": {}', 'key-repeated', 'text'],
  ['LAW-45', 'text after the end', SESSM, /\n}\n$/, '\n}\n§{}', 'json-syntax', 'text', 'end of the file'],
])

/** Wrong keys, types, values and names. */
export const SHAPES: readonly Twin[] = of([
  [
    'LAW-03', 'a misspelt key', ENV, 'drift_bound: 0.75', '§drift_bond: 0.75', 'key-unknown', 'sees', 'did you mean "drift_bound"?',
    ['key-missing'],
  ],
  ['LAW-03', 'a missing key', ENV, '{ id: sandbox, tiers: [r1, r2],', '§{ id: sandbox,', 'key-missing', 'sees'],
  ['LAW-03', 'a text for a number', ENV, 'drift_bound: 0.75', "drift_bound: §'0.75'", 'wrong-type', 'sees', 'a number'],
  ['LAW-03', 'a YAML 1.1 boolean', ENV, 'terminal: true', 'terminal: §yes', 'wrong-type', 'sees', 'true or false'],
  ['LAW-03', 'a number below its least', ENV, 'drift_bound: 0.75', 'drift_bound: §-1', 'value-outside', 'sees', 'from 0 to 1e12'],
  ['LAW-25', 'a bound beyond all sums', ENV, 'drift_bound: 0.75', 'drift_bound: §1e13', 'value-outside', 'sees', 'from 0 to 1e12'],
  ['LAW-04', 'a version that is none', 'bundle.yaml', 'version: 1.0.0', 'version: §1.0', 'wrong-type', 'sees'],
  [
    'LAW-04', 'a version with a leading zero', 'bundle.yaml', 'version: 1.0.0', 'version: §1.00.0', 'name-ill-formed', 'sees',
    'MAJOR.MINOR.PATCH',
  ],
  ['LAW-04', 'a machine that no session has', 'bundle.yaml', 'frame: 1.0.0', 'frame: 1.0.0, §flame: 1.0.0', 'key-unknown', 'sees'],
  ['LAW-04', 'a machine that is not there', 'bundle.yaml', 'session: 1.0.0', 'session: 1.0.1', 'file-missing', 'beyond'],
  ['LAW-06', 'a tier called description', OPS, 'meta: { tier', '§description: { tier', 'name-reserved', 'sees'],
  ['LAW-06', 'an event called description', SESSM, '"token": {}', '"token": {}, §"description": {}', 'name-reserved', 'sees'],
  ['LAW-06', 'a state called $schema', SESSM, '"closed": {', '§"$schema": {}, "closed": {', 'name-reserved', 'sees'],
  [
    'LAW-22', 'bounds that leave no value', OPS, '{ name: q, type: int, min: 0 }', '§{ name: q, type: int, min: 5, max: 1 }',
    'value-outside', 'beyond',
  ],
  [
    'LAW-22', 'bounds that leave no integer', OPS,
    '{ name: q, type: int, min: 0 }', '§{ name: q, type: int, exclusive_min: 1, exclusive_max: 2 }', 'value-outside', 'beyond',
  ],
  ['LAW-07', 'an operator with a hyphen', OPS, 'name: barrier', 'name: §bar-rier', 'name-ill-formed', 'sees'],
  ['LAW-07', 'a parameter with a dot', OPS, 'name: duration', 'name: §dur.ation', 'name-ill-formed', 'sees'],
  ['LAW-07', 'an environment with a dot', ENV, 'id: sandbox', 'id: §sand.box', 'name-ill-formed', 'sees'],
  ['LAW-07', 'the backend auto', BACK, 'id: local-sim', 'id: §auto', 'name-reserved', 'sees'],
  ['LAW-07', 'an empty name', INV, 'name: frame-environment', "name: §''", 'name-ill-formed', 'sees'],
  ['LAW-07', 'a name that is too long', INV, 'name: frame-environment', `name: §${'x'.repeat(257)}`, 'name-ill-formed', 'sees'],
  ['LAW-22', 'an unknown type', OPS, 'type: number, exclusive_min: 0', 'type: §float, exclusive_min: 0', 'value-outside', 'sees'],
  ['LAW-22', 'a bound of a text', OPS, 'type: number, exclusive_min: 0', 'type: string, §exclusive_min: 0', 'key-unknown', 'sees'],
  ['LAW-20', 'an operator twice', OPS, 'name: flush', 'name: §barrier', 'name-repeated', 'beyond'],
  ['LAW-20', 'a parameter twice', OPS, '{ name: amplitude', '{ name: §duration', 'name-repeated', 'beyond'],
  ['LAW-20', 'a tier twice', OPS, 'tiers: [r1, r2, r3]', 'tiers: [r1, r2, r3, §r3]', 'name-repeated', 'sees'],
  ['LAW-23', 'a group of one', OPS, 'distinct: [[q1, q2]]', 'distinct: [§[q1]]', 'list-too-short', 'sees'],
  ['LAW-24', 'an environment twice', ENV, 'id: production', 'id: §sandbox', 'name-repeated', 'beyond'],
  ['LAW-26', 'a backend twice', BACK, 'id: hybrid-sim', 'id: §local-sim', 'name-repeated', 'beyond'],
  ['LAW-27', 'a negative nominal drift', 'drift.yaml', 'nominal: 0.25', 'nominal: §-0.25', 'value-outside', 'sees'],
  ['LAW-29', 'certificates', 'tokens.yaml', 'form: opaque', 'form: §certificate', 'value-outside', 'sees', '"opaque"'],
  ['LAW-29', 'another binding', 'tokens.yaml', 'earliest-unbound', '§latest-unbound', 'value-outside', 'sees'],
])

/** Facts that are declared otherwise than LAW-13 says. */
export const FACTS: readonly Twin[] = of([
  [
    'LAW-12', 'a fact that the language does not have', 'facts.yaml', 'name: operator-parsed', 'name: §operator-parse', 'fact-unknown',
    'sees', 'did you mean "operator-parsed"?',
  ],
  ['LAW-12', 'another type', 'facts.yaml', 'operator-parsed, type: boolean', 'operator-parsed, type: §string', 'fact-differs', 'beyond'],
  [
    'LAW-12', 'never null', 'facts.yaml', 'operator-name, type: string, nullable: true', 'operator-name, type: string, nullable: §false',
    'fact-differs', 'beyond',
  ],
  ['LAW-12', 'another table', 'facts.yaml', 'domain: families', 'domain: §operators', 'fact-differs', 'beyond'],
  ['LAW-14', 'a table that is none', 'facts.yaml', 'domain: families', 'domain: §family', 'fact-differs', 'sees', 'families'],
  ['LAW-12', 'other values', 'facts.yaml', '[none, same, up, down, unranked]', '§[none, same, up, down]', 'fact-differs', 'beyond'],
  ['LAW-12', 'another range', 'facts.yaml', 'range: [0, ', 'range: §[1, ', 'fact-differs', 'beyond'],
  ['LAW-12', 'other parameters', 'facts.yaml', 'parameters: [id]', 'parameters: §[token]', 'fact-differs', 'beyond'],
  [
    'LAW-12', 'fields of what is no object', 'facts.yaml', 'operator-parsed, type: boolean,',
    'operator-parsed, type: boolean, fields: §parameters,', 'fact-differs', 'beyond',
  ],
  ['LAW-12', 'a fact twice', 'facts.yaml', 'name: operator-known', 'name: §operator-parsed', 'name-repeated', 'beyond'],
  ['LAW-12', 'a fact that is used and not declared', 'facts.yaml', /.*name: token-repeated.*\n/, '', 'fact-undeclared', 'beyond'],
])

/** Names that do not resolve, and tables that contradict each other. */
export const TABLES: readonly Twin[] = of([
  [
    'LAW-21', 'an unknown tier of an operator', OPS, 'family: pulse\n    tier: r3', 'family: pulse\n    tier: §r33', 'name-unknown',
    'beyond', 'did you mean "r3"?', ['literal-outside', 'literal-outside'],
  ],
  [
    'LAW-20', 'an unknown drift label', OPS, 'drift: zero, token: false, frame: new, parameters: [] }\n  - { name: flush',
    'drift: §zeros, token: false, frame: new, parameters: [] }\n  - { name: flush', 'name-unknown', 'beyond', 'did you mean "zero"?',
  ],
  ['LAW-21', 'an unknown tier of a default', OPS, 'special: { tier: r1', 'special: { tier: §r4', 'name-unknown', 'beyond'],
  [
    'LAW-21', 'an unknown backend of a default', OPS, 'special: { tier: r1, backend: local-sim', 'special: { tier: r1, backend: §local-sum',
    'name-unknown', 'beyond', 'did you mean "local-sim"?',
  ],
  [
    'LAW-21', 'a tier that is ranked and unranked', OPS, 'meta: { tier: r1, backend: local-sim, inherit: true }',
    'meta: { tier: r1, backend: local-sim, inherit: true }\n  r3: §{ tier: r1, backend: local-sim, inherit: true }', 'name-repeated',
    'beyond',
  ],
  [
    'LAW-21', 'a default on a backend that is not legal everywhere', OPS, 'special: { tier: r1, backend: local-sim',
    'special: { tier: r3, backend: §hardware-qpu-2', 'default-illegal', 'beyond', undefined, ['default-illegal'],
  ],
  [
    'LAW-21', 'a default on a backend that does not support its tier', OPS, 'special: { tier: r1, backend: local-sim',
    'special: { tier: §r2, backend: local-sim', 'tier-unsupported', 'beyond',
  ],
  ['LAW-23', 'an unknown name in a group', OPS, 'distinct: [[q1, q2]]', 'distinct: [[q1, §q3]]', 'name-unknown', 'beyond'],
  ['LAW-24', 'an unknown tier of an environment', ENV, 'tiers: [r1, r2], drift', 'tiers: [r1, r2, §r9], drift', 'name-unknown', 'beyond'],
  [
    'LAW-24', 'an unranked tier of an environment', ENV, 'tiers: [r1, r2], drift', 'tiers: [r1, r2, §special], drift', 'name-unknown',
    'beyond',
  ],
  [
    'LAW-24', 'an unknown next environment', ENV, 'next: [archive]', 'next: [§archives]', 'name-unknown', 'beyond',
    'did you mean "archive"?', ['environments-differ'],
  ],
  [
    'LAW-26', 'a tier without a backend', BACK, 'tier: r2\n    tier_support: [r1, r2]', 'tier: §r1\n    tier_support: [r1, r2]',
    'tier-bound-wrong', 'beyond', undefined, ['tier-bound-wrong'],
  ],
  [
    'LAW-26', 'a backend that does not support its own tier', BACK, 'tier_support: [r1, r2]', 'tier_support: §[r1]', 'tier-unsupported',
    'beyond',
  ],
  [
    'LAW-26', 'an unknown environment of a backend', BACK, '[production]', '[§prodction]', 'name-unknown', 'beyond',
    'did you mean "production"?',
  ],
  [
    'LAW-26', 'an unknown drift profile', BACK, 'drift_profile: low', 'drift_profile: §slow', 'name-unknown', 'beyond',
    'did you mean "low"?',
  ],
  [
    'LAW-28', 'a term of an unknown operator', 'drift.yaml', 'scale: []',
    'scale: [{ operator: §pulses, parameter: duration, coefficient: 1 }]', 'name-unknown', 'beyond', 'did you mean "pulse"?',
  ],
  [
    'LAW-28', 'a term of an unknown parameter', 'drift.yaml', 'scale: []', 'scale: [{ operator: pulse, parameter: §q1, coefficient: 1 }]',
    'name-unknown', 'beyond',
  ],
])
