const NEVER_REFUSED = 'The option is new-frame, so the rule of the decrease never holds.'
const NEVER_EXCEEDED = 'No operator of the law exceeds a bound by itself, so the rule never holds.'
const NEVER_OTHER = 'Each tier is bound to one backend, so the backend changes only with the tier, and that rule is stronger.'
const APART = 'The two rules never hold at once.'
const SAME_STATE = 'The state has no entry and exit actions, so to lead to itself and nowhere is the same.'
const NO_READER = 'Nothing reads the label.'
const BEYOND = 'The environments bound drift more closely.'

/** Seeded bugs after which every session goes on as before, entry for entry, and why. */
export const EQUIVALENT: ReadonlyMap<string, string> = new Map([
  ['rule dropped: operator tier-monotonicity', NEVER_REFUSED],
  ['rule dropped: operator tier-monotonicity, its reason excused', NEVER_REFUSED],
  ['condition flipped: operator tier-monotonicity, test 2', NEVER_REFUSED],
  ['rules swapped: operator tier-legality and tier-monotonicity', NEVER_REFUSED],
  ['rules swapped: operator tier-monotonicity and backend-legality', NEVER_REFUSED],
  ['rule dropped: operator drift-bound', NEVER_EXCEEDED],
  ['rule dropped: operator drift-bound, its reason excused', NEVER_EXCEEDED],
  ['rules swapped: operator operator-token and drift-bound', NEVER_EXCEEDED],
  ['rule dropped: routing other-backend', NEVER_OTHER],
  ['rule dropped: routing other-backend, its reason excused', NEVER_OTHER],
  ['rules swapped: routing other-backend and overflow', NEVER_OTHER],
  ['frame action changed: other-backend reuses', NEVER_OTHER],
  ['rules swapped: transition transition-legality and transition-token', 'A guard is read only of a transition that there is.'],
  ['rules swapped: routing highest-tier and measurement', APART],
  ['rules swapped: routing measurement and meta', APART],
  ['rules swapped: routing first-operator and escalation', APART],
  ['rules swapped: routing escalation and decrease', APART],
  ['transition retargeted: session: open operator leads to open', SAME_STATE],
  ['transition retargeted: session: open token leads to open', SAME_STATE],
  ['transition retargeted: session: open transition leads to open', SAME_STATE],
  ['transition retargeted: frame: open new leads nowhere', SAME_STATE],
  ['transition retargeted: frame: open reuse leads to open', SAME_STATE],
  ['transition retargeted: frame: pending transition leads nowhere', SAME_STATE],
  ['environments changed: sandbox: another label', NO_READER],
  ['environments changed: production: another label', NO_READER],
  ['environments changed: archive: another label', NO_READER],
  ['backends changed: local-sim: max_accumulated 2', BEYOND],
  ['backends changed: hybrid-sim: max_accumulated 1.5', BEYOND],
  ['backends changed: hybrid-sim: max_accumulated 6', BEYOND],
  ['backends changed: hardware-qpu-2: max_accumulated 1', BEYOND],
])

/** Seeded bugs that change only what an entry repeats from a table: no step is decided otherwise. */
export const FIGURES: readonly RegExp[] = [
  /^backends changed: .*: drift_profile /, /^backends changed: .*: support /, /^environments changed: archive: drift_bound /,
]

const NEVER_FORBIDDEN = 'Every tier is allowed wherever anything is, so the rule never wins.'
const NEVER_ILLEGAL = 'Both backends are legal wherever anything is allowed, so the rule never wins.'

/** Those that are without effect under the law of OpenQASM, which has neither a third tier nor tokens for operators. */
export const IN_OPENQASM: ReadonlyMap<string, string> = new Map([
  ['rule dropped: operator tier-legality', NEVER_FORBIDDEN],
  ['rule dropped: operator tier-legality, its reason excused', NEVER_FORBIDDEN],
  ['reason changed: operator tier-legality says tier decrease inside frame', NEVER_FORBIDDEN],
  ['reason changed: operator tier-monotonicity says backend illegal in environment', NEVER_REFUSED],
  ['rule dropped: operator backend-legality', NEVER_ILLEGAL],
  ['rule dropped: operator backend-legality, its reason excused', NEVER_ILLEGAL],
  ['rules swapped: operator backend-legality and backend-binding', NEVER_ILLEGAL],
  ['rules swapped: operator backend-binding and drift-bound', NEVER_EXCEEDED],
])
