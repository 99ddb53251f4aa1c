/** A text of kind `invariants/2` with every construct, for the shipped law. */
export const BASE = `kind: invariants/2
model: { tokens: 2, drift_quantum: 0.125 }
invariants:
  - name: within
    form: state
    clause: SES-50
    seeds: [001-11-6, 000-12-3]
    holds: { all: [{ fact: drift-within-bound, operator: equal, value: true }] }
propositions:
  - { name: opens, form: step, holds: { all: [{ fact: frame-opened, operator: equal, value: true }] } }
  - { name: moves, form: step, holds: { all: [{ fact: environment-changed, operator: equal, value: true }] } }
  - name: over
    form: state
    holds: { all: [{ fact: environment-terminal, operator: equal, value: true }] }
    description: A remark.
properties:
  - { name: one, clause: SES-35, pattern: terminal, of: over }
  - { name: two, clause: SES-46, pattern: response, of: moves, and: opens, scope: { after: opens, until: over }, under: [fair] }
  - { name: three, clause: SES-46, seeds: [002-10-9], ltl: '[] (refused-token-required -> !moves)', description: In words. }
  - { name: four, clause: SES-46, pattern: absence, of: routed-backend-change, scope: globally }
  - { name: five, clause: SES-46, pattern: existence, of: opens, scope: { before: moves } }
  - { name: six, clause: SES-46, pattern: precedence, of: moves, and: opens, scope: { after: opens } }
  - { name: seven, clause: SES-46, pattern: universality, of: opens, scope: { after: opens, before: moves } }
fairness:
  - { name: fair, strength: strong, of: opens }
  - { name: mild, strength: weak, of: refused-token-required }
decided_elsewhere:
  - { name: bytes, clause: LED-03, seeds: [001-11-12], decided_by: verifier, test: test/some.test.ts }
`

/** What is wrong in an edit of `BASE`; § marks its place. `sees` says whether the schema sees it, `hint` a part of what was expected. */
export type Defect = readonly [what: string, from: string, to: string, code: string, sees: boolean, hint?: string]

/** One defect each. */
export const DEFECTS: readonly Defect[] = [
  ['an unknown kind', 'kind: invariants/2', 'kind: §invariants/3', 'kind-wrong', true, 'invariants/1 or invariants/2'],
  ['a section of invariants/1', 'kind: invariants/2', 'kind: invariants/1', 'key-unknown', true],
  ['an unknown section', 'fairness:', '§fair:', 'key-unknown', true, 'fairness'],
  ['seven tokens', 'tokens: 2', 'tokens: §7', 'value-outside', true],
  ['half a token', 'tokens: 2', 'tokens: §1.5', 'value-outside', true],
  ['no quantum', 'drift_quantum: 0.125', 'drift_quantum: §0', 'value-outside', true],
  ['a seed without a number', '001-11-6, ', '§001-11, ', 'name-ill-formed', true],
  ['a seed twice', '001-11-6, 000-12-3', '001-11-6, §001-11-6', 'name-repeated', true],
  ['no seed', '[002-10-9]', '§[]', 'list-too-short', true],
  ['a proposition twice', 'name: moves,', 'name: §opens,', 'name-repeated', false],
  ['a proposition named as an operator of formulas', 'name: moves,', 'name: §U,', 'name-reserved', false],
  ['a proposition that ends like an arrow', 'name: moves,', 'name: §moves-,', 'name-reserved', false],
  ['a proposition named as one of a reason', 'name: moves,', 'name: §refused-moves,', 'name-reserved', false],
  ['a proposition with a space', 'name: moves,', "name: §'it moves',", 'name-ill-formed', true],
  ['a fact of steps in a state', 'fact: environment-terminal', 'fact: §frame-opened', 'fact-scope', false],
  ['an unknown proposition', 'of: over }', 'of: §ower }', 'proposition-unknown', false, '"over"'],
  [
    'an unknown proposition of a reason', 'of: routed-backend-change', 'of: §routed-backend-changes', 'proposition-unknown',
    false, 'routed-backend-change',
  ],
  [
    'an unknown second proposition', 'and: opens, scope: { after: opens, until', 'and: §close, scope: { after: opens, until',
    'proposition-unknown', false,
  ],
  ['an unknown scope', 'scope: { before: moves }', 'scope: { before: §move }', 'proposition-unknown', false, '"moves"'],
  ['an unknown pattern', 'pattern: terminal', 'pattern: §terminals', 'pattern-unknown', true, '"terminal"'],
  ['a pattern of nothing', 'pattern: terminal, of: over', '§pattern: terminal', 'operand-missing', true],
  [
    'half a response', 'of: moves, and: opens, scope: { after: opens, until', 'of: moves, scope: { after: opens, until',
    'operand-missing', false,
  ],
  ['a second operand too many', 'pattern: terminal, of: over', 'pattern: terminal, of: over, §and: opens', 'property-shape', false],
  [
    'neither pattern nor formula', '{ name: one, clause: SES-35, pattern: terminal, of: over }',
    '§{ name: one, clause: SES-35 }', 'property-shape', true,
  ],
  ['pattern and formula', 'pattern: terminal, of: over', "§pattern: terminal, of: over, ltl: 'over'", 'property-shape', true],
  ['an empty formula', "'[] (refused-token-required -> !moves)'", "§''", 'value-outside', true],
  ['no scope', '{ before: moves }', '§{ until: moves }', 'property-shape', true],
  ['half a scope', 'scope: globally', 'scope: §local', 'wrong-type', true],
  ['undeclared fairness', 'under: [fair]', 'under: [§fear]', 'fairness-unknown', false, '"fair"'],
  ['fairness of a state', 'strength: strong, of: opens', 'strength: strong, of: §over', 'fairness-form', false, 'form step'],
  ['fairness of nothing', 'strength: strong, of: opens', 'strength: strong, of: §open', 'proposition-unknown', false, '"opens"'],
  ['another strength', 'strength: strong', 'strength: §stronger', 'value-outside', true, 'strong'],
  ['another judge', 'decided_by: verifier', 'decided_by: §spin', 'value-outside', true],
  ['a property twice', 'name: two', 'name: §one', 'name-repeated', false],
  ['a property named as an invariant', 'name: two', 'name: §within', 'name-repeated', false],
  ['a statement named as a property', 'name: bytes', 'name: §three', 'name-repeated', false],
  ['a property without a clause', '{ name: one, clause: SES-35,', '§{ name: one,', 'key-missing', true],
]
