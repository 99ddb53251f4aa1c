/**
 * One defect each, made by editing one file of the shipped law. `from` is replaced by `to`; a `§` in `to` marks the place of the problem
 * and is taken out. `schema` says whether the JSON Schema of the file sees the defect: `sees`, `beyond` (needs other files, counting or
 * types), or `text` (there is no JSON value to look at, or it is not in the value).
 */
export interface Twin {
  readonly clause: string
  readonly defect: string
  readonly file: string
  readonly from: string | RegExp
  readonly to: string
  readonly code: string
  readonly schema: 'sees' | 'beyond' | 'text'
  /** A part of what was expected, such as the nearest right name. */
  readonly hint?: string
  /** Codes of further problems that the same defect causes. */
  readonly also?: readonly string[]
}

type Row = readonly [
  clause: string, defect: string, file: string, from: string | RegExp, to: string, code: string, schema: Twin['schema'], hint?: string, also?: readonly string[],
]

const of = (rows: readonly Row[]): readonly Twin[] =>
  rows.map(([clause, defect, file, from, to, code, schema, hint, also]) => ({
    clause, defect, file, from, to, code, schema, ...(hint === undefined ? {} : { hint }), ...(also === undefined ? {} : { also }),
  }))

const ENV = 'environments.yaml'
const OPS = 'operators.yaml'
const BACK = 'backends.yaml'
const VAL = 'validation.rules.yaml'
const ROUTE = 'routing.rules.yaml'
const INV = 'invariants.yaml'
const ENVM = 'machines/environment/1.0.0.json'
const FRAMEM = 'machines/frame/1.0.0.json'
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
  ['LAW-03', 'a number below its least', ENV, 'drift_bound: 0.75', 'drift_bound: §-1', 'value-outside', 'sees', 'at least 0'],
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

/** Rules, events, reasons and invariants. */
export const RULES: readonly Twin[] = of([
  ['LAW-30', 'a priority twice', ROUTE, /(- name: decrease\n {6}priority: )400/, '$1§500', 'priority-repeated', 'beyond'],
  ['LAW-30', 'a priority of 0', ROUTE, 'priority: 100\n', 'priority: §0\n', 'value-outside', 'sees', 'from 1 to 1000000'],
  ['LAW-30', 'a priority beyond a million', ROUTE, 'priority: 1000\n', 'priority: §1000001\n', 'value-outside', 'sees'],
  ['LAW-30', 'a priority that is no integer', ROUTE, 'priority: 100\n', 'priority: §0.5\n', 'value-outside', 'sees'],
  ['LAW-30', 'a rule twice', ROUTE, 'name: decrease', 'name: §escalation', 'name-repeated', 'beyond'],
  ['LAW-30', 'another hit policy', ROUTE, 'hit_policy: priority', 'hit_policy: §first', 'value-outside', 'sees'],
  ['LAW-36', 'a frame action that is none', ROUTE, 'frame_action: reuse', 'frame_action: §keep', 'value-outside', 'sees'],
  ['LAW-36', 'overflow without a new frame', ROUTE, 'frame_action: reuse', 'frame_action: reuse, §overflow: true', 'value-outside', 'sees'],
  ['LAW-36', 'overflow that is false', ROUTE, 'overflow: true', 'overflow: §false', 'value-outside', 'sees'],
  [
    'LAW-36', 'routing in the token table', VAL, /(token-repeat[^]*?type: invalid arguments)/, '$1, params: { §routing: tier-binding }',
    'key-unknown', 'sees',
  ],
  [
    'LAW-36', 'an unknown routing reason', VAL, 'routing: token-required', 'routing: §token-require', 'name-unknown', 'beyond',
    'did you mean "token-required"?', ['reason-unnamed'],
  ],
  [
    'LAW-37', 'an unknown reason', VAL, 'event: { type: drift bound exceeded', 'event: { type: §drift bound exceded', 'name-unknown',
    'beyond', 'did you mean "drift bound exceeded"?',
  ],
  [
    'LAW-37', 'a reason twice', VAL, '- { reason: token required }', '- { reason: token required }\n  - { reason: §token required }',
    'name-repeated', 'beyond',
  ],
  [
    'LAW-37', 'a reason that no rule names', ROUTE, '- { reason: meta }', '- { reason: meta }\n  - { reason: §whim }', 'reason-unnamed',
    'beyond',
  ],
  ['LAW-37', 'a cause that is empty', ROUTE, '- { reason: meta }', "- { reason: meta, unreachable: §'' }", 'value-outside', 'sees'],
  [
    'LAW-38', 'no rule that always holds', ROUTE, '\n    - name: after-transition', '\n    §- name: after-transition', 'catch-all-missing',
    'beyond',
  ],
  [
    'LAW-38', 'a rule below one that always holds', ROUTE, /(- name: first-operator\n {6}priority: 600\n {6}conditions: ).*/,
    '$1{ all: [] }', 'rule-shadowed', 'beyond', undefined, Array(4).fill('rule-shadowed'),
  ],
  ['LAW-40', 'an invariant twice', INV, 'name: frame-environment', 'name: §frame-backend-legal', 'name-repeated', 'beyond'],
  ['LAW-40', 'a form that is none', INV, 'form: state', 'form: §always', 'value-outside', 'sees'],
  ['LAW-40', 'a step fact in a state invariant', INV, 'fact: drift-within-bound', 'fact: §entry-allowed', 'fact-scope', 'beyond'],
])

const TEST = '{ fact: operator-tier, operator: equal, value: r3 }'
const condition = (clause: string, defect: string, to: string, code: string, schema: Twin['schema'], hint?: string, also?: readonly string[]): Row =>
  [clause, defect, ROUTE, TEST, to, code, schema, hint, also]

/** Conditions; each stands for the test of the rule highest-tier. */
export const CONDITIONS: readonly Twin[] = of([
  condition(
    'LAW-11', 'a fact outside its scopes', '{ fact: §token-repeated, operator: equal, value: true }', 'fact-scope', 'beyond', 'token, step',
  ),
  condition(
    'LAW-12', 'a misspelt fact', '{ fact: §operator-teir, operator: equal, value: r3 }', 'fact-undeclared', 'sees',
    'did you mean "operator-tier"?',
  ),
  condition(
    'LAW-31', 'a parameter that is missing', '{ fact: §token-id-deployed, operator: equal, value: true }', 'fact-params', 'beyond', '"id"',
  ),
  condition(
    'LAW-31', 'a parameter too many', '{ fact: token-deployed, params: §{ id: t1 }, operator: equal, value: true }', 'fact-params',
    'beyond', 'none',
  ),
  condition(
    'LAW-31', 'a parameter that is no text', '{ fact: token-id-deployed, params: { id: §1 }, operator: equal, value: true }', 'wrong-type',
    'sees',
  ),
  condition('LAW-31', 'an object without a path', '{ fact: §params, operator: equal, value: 1 }', 'fact-path', 'beyond'),
  condition(
    'LAW-31', 'an unknown field', '{ fact: params, path: §$.duratoin, operator: equal, value: 1 }', 'fact-path', 'beyond',
    'did you mean "$.duration"?',
  ),
  condition('LAW-31', 'a path that is none', '{ fact: params, path: §duration, operator: equal, value: 1 }', 'fact-path', 'sees'),
  condition(
    'LAW-39', 'a path of what is no object', '{ fact: operator-tier, path: §$.x, operator: equal, value: r3 }', 'fact-path', 'beyond',
  ),
  condition('LAW-39', 'an empty any', '{ any: §[] }', 'list-too-short', 'sees'),
  condition(
    'LAW-39', 'a priority inside a condition', '{ fact: operator-tier, operator: equal, value: r3, §priority: 2 }', 'key-unknown', 'sees',
  ),
  condition('LAW-39', 'a name inside a condition', '{ §name: x, fact: operator-tier, operator: equal, value: r3 }', 'key-unknown', 'sees'),
  condition('LAW-39', 'a condition reference', '§{ condition: other }', 'condition-shape', 'sees'),
  condition(
    'LAW-39', 'a callback', `${TEST}] }\n      §onSuccess: x\n      description: { all: [1`, 'key-unknown', 'sees', undefined,
    ['wrong-type'],
  ),
  condition(
    'LAW-39', 'an object as a literal', '{ fact: operator-tier, operator: equal, value: §{ tier: r3 } }', 'key-missing', 'sees', undefined,
    ['key-unknown'],
  ),
  condition(
    'LAW-39', 'an unknown operator', '{ fact: operator-tier, operator: §equals, value: r3 }', 'operator-unknown', 'sees',
    'did you mean "equal"?',
  ),
  condition(
    'LAW-39', 'an operator from a prototype', '{ fact: operator-tier, operator: §constructor, value: r3 }', 'operator-unknown', 'sees',
  ),
  condition(
    'LAW-39', 'an unknown decorator', '{ fact: operator-tier, operator: §nto:equal, value: r3 }', 'decorator-unknown', 'sees',
    'did you mean "not"?',
  ),
  condition('LAW-39', 'an empty decorator', '{ fact: operator-tier, operator: §":equal", value: r3 }', 'decorator-unknown', 'sees'),
  condition('LAW-39', 'contains on a text', '{ fact: operator-tier, operator: §contains, value: r3 }', 'operand-type', 'beyond', 'a list'),
  condition('LAW-39', 'in with a text', '{ fact: operator-tier, operator: §in, value: r3 }', 'operand-type', 'beyond', 'a list'),
  condition('LAW-39', 'ordering of texts', '{ fact: operator-tier, operator: §lessThan, value: 3 }', 'operand-type', 'beyond', 'a number'),
  condition(
    'LAW-39', 'null on the right of an ordering', '{ fact: drift-measured, operator: §lessThan, value: null }', 'operand-type', 'beyond',
    'never null',
  ),
  condition('LAW-32', 'all with a mapping', '{ all: §{} }', 'wrong-type', 'sees'),
  condition('LAW-32', 'not with a list', '{ not: §[] }', 'wrong-type', 'sees'),
  condition('LAW-32', 'all and any in one', '{ all: [], §any: [] }', 'key-unknown', 'sees'),
  condition(
    'LAW-35', 'a nullable fact on the right of an ordering',
    '{ fact: drift-measured, operator: §lessThan, value: { fact: drift-measured } }', 'operand-type', 'beyond',
  ),
  condition(
    'LAW-35', 'a nullable fact swapped to the right of an ordering', '{ fact: drift-measured, operator: §swap:lessThan, value: 1 }',
    'operand-type', 'beyond',
  ),
  condition(
    'LAW-35', 'a text in a list right of an ordering', '{ fact: drift-measured, operator: §someValue:lessThan, value: [1, x] }',
    'operand-type', 'beyond',
  ),
  condition(
    'LAW-35', 'an ordering of a field that is no number in some row', '{ fact: environment-tiers, operator: §someFact:lessThan, value: 1 }',
    'operand-type', 'beyond',
  ),
  condition(
    'LAW-35', 'a literal outside the domain', '{ fact: operator-tier, operator: equal, value: §r4 }', 'literal-outside', 'beyond',
    'did you mean "r1"?',
  ),
  condition('LAW-35', 'a literal of another type', '{ fact: operator-tier, operator: equal, value: §3 }', 'literal-outside', 'beyond'),
  condition(
    'LAW-35', 'a member outside the domain', '{ fact: operator-tier, operator: in, value: [r3, §r4] }', 'literal-outside', 'beyond',
  ),
  condition('LAW-35', 'null where it never is', '{ fact: frame-state, operator: equal, value: §null }', 'literal-outside', 'beyond'),
  condition(
    'LAW-35', 'a number outside the range', '{ fact: drift-measured, operator: equal, value: §-1 }', 'literal-outside', 'beyond', 'from 0',
  ),
  condition(
    'LAW-35', 'a member that the list cannot have', '{ fact: environment-tiers, operator: contains, value: §special }', 'literal-outside',
    'beyond',
  ),
  condition(
    'LAW-35', 'null in a list of texts', '{ fact: environment-tiers, operator: contains, value: §null }', 'literal-outside', 'beyond',
  ),
  condition('LAW-35', 'equality of a list', '{ fact: environment-tiers, operator: §equal, value: r3 }', 'operand-type', 'beyond'),
  condition('LAW-35', 'equality with a list', '{ fact: operator-tier, operator: §equal, value: [r3] }', 'operand-type', 'beyond'),
  condition(
    'LAW-35', 'equality of two types', '{ fact: operator-tier, operator: §equal, value: { fact: token-deployed } }', 'operand-type',
    'beyond',
  ),
  condition(
    'LAW-35', 'someFact on a text', '{ fact: operator-tier, operator: §someFact:equal, value: r3 }', 'operand-type', 'beyond', 'a list',
  ),
  condition(
    'LAW-35', 'someValue on a scalar', '{ fact: operator-tier, operator: §someValue:equal, value: r3 }', 'operand-type', 'beyond', 'a list',
  ),
  condition(
    'LAW-35', 'a list taken apart twice', '{ fact: environment-tiers, operator: §someFact:everyFact:equal, value: r3 }', 'operand-type',
    'beyond', 'a list',
  ),
  condition(
    'LAW-35', 'a swap on the wrong side of someFact', '{ fact: environment-tiers, operator: §swap:someFact:equal, value: r3 }',
    'operand-type', 'beyond', 'a list',
  ),
  condition('LAW-35', 'an empty list', '{ fact: operator-tier, operator: in, value: §[] }', 'list-too-short', 'sees'),
])

/** Machines, and what they and the tables both say. */
export const MACHINES: readonly Twin[] = of([
  ['LAW-45', 'another id', SESSM, '"id": "session"', '"id": §"sessions"', 'machine-identity', 'beyond'],
  ['LAW-45', 'another version', SESSM, '"version": "1.0.0"', '"version": §"1.0.1"', 'machine-identity', 'beyond'],
  ['LAW-46', 'always', SESSM, '"operator": {}', '"operator": {} }, §"always": { "target": "closed"', 'machine-feature', 'sees'],
  ['LAW-46', 'a history state', FRAMEM, '"over": { "type": "final"', '"over": { "type": §"history"', 'machine-feature', 'sees'],
  ['LAW-46', 'an unknown key', FRAMEM, '"over": { "type": "final"', '"over": { "type": "final", §"onEntry": []', 'key-unknown', 'sees'],
  ['LAW-46', 'a wildcard', FRAMEM, '"reuse": {', '§"*": {', 'machine-feature', 'sees'],
  ['LAW-46', 'no initial child', FRAMEM, '"initial": "absent",', '', 'machine-state', 'sees'],
  [
    'LAW-46', 'an unknown initial child', FRAMEM, '"initial": "absent"', '"initial": §"absnt"', 'machine-state', 'beyond',
    'did you mean "absent"?',
  ],
  ['LAW-46', 'an initial child of an atomic state', FRAMEM, '"absent": {', '"absent": { "initial": §"x",', 'machine-state', 'sees'],
  [
    'LAW-46', 'a final state with transitions', FRAMEM, '"over": { "type": "final"', '"over": { "type": §"final", "on": {}',
    'machine-state', 'sees',
  ],
  [
    'LAW-46', 'a final state with states', FRAMEM, '"over": { "type": "final"', '"over": { "type": §"final", "states": { "a": {} }',
    'machine-state', 'sees',
  ],
  [
    'LAW-46', 'a compound state without states', FRAMEM, '"over": { "type": "final"', '"over": { "type": §"compound"', 'machine-state',
    'sees',
  ],
  [
    'LAW-46', 'a parallel state with a final child', FRAMEM, '"over": { "type": "final"',
    '"over": §{ "type": "parallel", "states": { "a": { "type": "final" } }', 'machine-state', 'sees',
  ],
  ['LAW-46', 'a key with a dot', FRAMEM, '"over": {', '§"o.v": {}, "over": {', 'name-ill-formed', 'sees'],
  [
    'LAW-47', 'an unknown target', FRAMEM, '"transition": { "target": "pending" }', '"transition": { "target": §"pendig" }', 'name-unknown',
    'beyond', 'did you mean "pending"?',
  ],
  [
    'LAW-47', 'an unknown target from the root', FRAMEM, '"transition": { "target": "pending" }',
    '"transition": { "target": §"#frame.pendig" }', 'name-unknown', 'beyond', 'did you mean "#frame.pending"?',
  ],
  [
    'LAW-47', 'an unguarded candidate that is not the last', SESSM, '"operator": {}', '"operator": [§{}, {}]', 'machine-unguarded',
    'beyond',
  ],
  ['LAW-47', 'a list without candidates', SESSM, '"operator": {}', '"operator": §[]', 'list-too-short', 'sees'],
  ['LAW-49', 'an action of the session machine', SESSM, '"operator": {}', '"operator": §{ "actions": "log" }', 'machine-role', 'beyond'],
  ['LAW-49', 'a guard of the frame machine', FRAMEM, '"reuse": { ', '"reuse": §{ "guard": "token-unbound", ', 'machine-role', 'beyond'],
  [
    'LAW-49', 'an unknown action of the frame machine', FRAMEM, '"reuse": { "actions": ["append-operator"] }',
    '"reuse": §{ "actions": ["append-operators"] }', 'machine-role', 'beyond', 'did you mean "append-operator"?',
  ],
  [
    'LAW-49', 'a guard that is no fact', ENVM, /(production": )(\{ "target": "production", "guard": )"token-unbound"/, '$1§$2"token-free"',
    'machine-role', 'beyond', undefined, ['environments-differ'],
  ],
  [
    'LAW-49', 'a guard that is no boolean', ENVM, /(production": )(\{ "target": "production", "guard": )"token-unbound"/,
    '$1§$2"environment"', 'machine-role', 'beyond', undefined, ['environments-differ'],
  ],
  ['LAW-49', 'entry actions at the start', FRAMEM, '"absent": {', '"absent": { "entry": §"open-frame",', 'machine-role', 'beyond'],
  [
    'LAW-49', 'a parallel machine', SESSM, '"closed": {', '"both": §{ "type": "parallel", "states": { "a": {} } }, "closed": {',
    'machine-role', 'beyond',
  ],
  [
    'LAW-49', 'an environment with states', ENVM, '"archive": { "type": "final" }',
    '"archive": { "type": "final" }, "deep": §{ "initial": "a", "states": { "a": {} } }', 'machine-role', 'beyond', undefined,
    ['environments-differ', 'environments-differ', 'machine-role'],
  ],
  [
    'LAW-50', 'an environment that the machine lacks', ENV, /(- \{ id: )archive(, tiers: \[\], .*)/,
    '$1archive$2\n  - { id: §attic, tiers: [], drift_bound: 0, label: immutable, next: [], token_to_leave: false, terminal: true }',
    'environments-differ', 'beyond',
  ],
  [
    'LAW-50', 'a state that the table lacks', ENVM, '"archive": { "type": "final" }', '"archive": { "type": "final" }, "attic": §{}',
    'environments-differ', 'beyond',
  ],
  ['LAW-50', 'another next', ENV, 'next: [archive]', 'next: §[]', 'environments-differ', 'beyond', '[archive]'],
  [
    'LAW-50', 'another terminal', ENV, 'terminal: true', 'terminal: §false', 'environments-differ', 'beyond', undefined,
    ['default-illegal', 'default-illegal', 'default-illegal', 'default-illegal'],
  ],
  [
    'LAW-50', 'another token_to_leave', ENV, 'next: [archive], token_to_leave: true', 'next: [archive], token_to_leave: §false',
    'environments-differ', 'beyond',
  ],
  [
    'LAW-51', 'an event of another name', ENVM, '"to.archive": {', '"go.archive": §{', 'transition-event', 'beyond',
    'did you mean "to.archive"?',
  ],
  [
    'LAW-51', 'an event that leads elsewhere', ENVM, '"to.archive": { "target": "archive"', '"to.archive": §{ "target": "sandbox"',
    'transition-event', 'beyond', undefined, ['environments-differ'],
  ],
  [
    'LAW-51', 'a transition to itself', ENVM, '"to.archive": { "target": "archive", "guard": "token-unbound", "actions": ["bind-token"] }',
    '"to.archive": { "target": "archive", "guard": "token-unbound", "actions": ["bind-token"] }, "to.production": §{ "target": "production", "guard": "token-unbound" }',
    'transition-event', 'beyond', undefined, ['environments-differ'],
  ],
  [
    'LAW-53', 'an event that is missing', SESSM, '"open": {\n      "on": {\n        "operator": {},', '"open": §{\n      "on": {',
    'session-lifecycle', 'beyond', 'all five',
  ],
  ['LAW-53', 'an event too many', SESSM, '"operator": {},', '"operator": {}, "pause": §{},', 'session-lifecycle', 'beyond'],
  [
    'LAW-53', 'closing that leads elsewhere', SESSM, '"close": { "target": "closed" }', '"close": §{ "target": "recovered" }',
    'session-lifecycle', 'beyond', '"closed"',
  ],
  ['LAW-53', 'closing that leads nowhere', SESSM, '"close": { "target": "closed" }', '"close": §{}', 'session-lifecycle', 'beyond'],
  [
    'LAW-53', 'an operator that ends the session', SESSM, '"operator": {}', '"operator": §{ "target": "closed" }', 'session-lifecycle',
    'beyond',
  ],
])
