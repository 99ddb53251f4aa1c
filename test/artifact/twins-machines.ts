import { of } from './twin.js'
import type { Twin } from './twin.js'

const ENV = 'environments.yaml'
const ENVM = 'machines/environment/1.0.0.json'
const FRAMEM = 'machines/frame/1.0.0.json'
const SESSM = 'machines/session/1.0.0.json'

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
  ['LAW-46', 'a key that is a decimal integer', FRAMEM, '"over": {', '§"7": {}, "over": {', 'name-ill-formed', 'sees'],
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
    'LAW-51', 'a transition to itself', ENVM, '"to.archive": {',
    '"to.production": §{ "target": "production", "guard": "token-unbound" }, "to.archive": {',
    'transition-event', 'beyond', undefined, ['environments-differ'],
  ],
  [
    'LAW-53', 'an event that is missing', SESSM, '"open": {\n      "on": {\n        "operator": {},', '"open": §{\n      "on": {',
    'session-lifecycle', 'beyond', 'all five',
  ],
  [
    'LAW-53', 'a later state that does not take every event', SESSM, '"closed": { "type": "final" },',
    '"busy": §{ "on": { "operator": {}, "token": {}, "transition": {}, "close": { "target": "closed" } } }, "closed": { "type": "final" },',
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
