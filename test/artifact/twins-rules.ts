import { of } from './twin.js'
import type { Row, Twin } from './twin.js'

const VAL = 'validation.rules.yaml'
const ROUTE = 'routing.rules.yaml'
const INV = 'invariants.yaml'

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
const condition = (
  clause: string, defect: string, to: string, code: string, schema: Twin['schema'], hint?: string, also?: readonly string[],
): Row => [clause, defect, ROUTE, TEST, to, code, schema, hint, also]

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
