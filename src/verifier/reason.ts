import type { LineType } from '../ledger/decode.js'

/** Why a replay is not valid; the words of the format, in the order in which they are listed (RPL-05). */
export const REASONS = [
  'illegal operator',
  'illegal transition',
  'tier violation',
  'backend violation',
  'environment violation',
  'drift violation',
  'hash chain invalid',
  'capture mismatch',
] as const

/** One reason of RPL-05. */
export type Reason = (typeof REASONS)[number]

/** The reason of a difference, and the clause that says what should stand there. */
export interface Ground {
  readonly reason: Reason
  readonly clause: string
}

interface Row extends Ground {
  /** The only type that the row is about; null for every type. */
  readonly type: LineType | null
  readonly path: string
}

const row = (type: LineType | null, path: string, reason: Reason, clause: string): Row => ({ type, path, reason, clause })

// RPL-05 line by line; a row holds for its path, for what lies inside it, and for what holds it.
const ROWS: readonly Row[] = [
  row('operator', '/validation/allowed', 'illegal operator', 'SES-12'),
  row('transition', '/validation/allowed', 'illegal transition', 'SES-12'),
  row(null, '/validation', 'capture mismatch', 'SES-12'),
  row('frame', '/tier', 'tier violation', 'SES-47'),
  row('operator', '/routing/backend', 'backend violation', 'RTR-12'),
  row('frame', '/backend', 'backend violation', 'SES-47'),
  row('frame', '/frame_backend', 'backend violation', 'SES-48'),
  row('header', '/backend_legal', 'backend violation', 'SES-05'),
  row('transition', '/backend_legal', 'backend violation', 'SES-34'),
  row('frame', '/environment', 'environment violation', 'SES-47'),
  row('transition', '/from', 'environment violation', 'SES-34'),
  row('footer', '/lineage', 'environment violation', 'SES-31'),
  row('operator', '/drift/accumulated', 'drift violation', 'SES-41'),
  row('operator', '/drift/predicted', 'drift violation', 'SES-40'),
  row('operator', '/drift/measured', 'drift violation', 'SES-40'),
  row('operator', '/drift/overflow', 'drift violation', 'SES-43'),
  row('frame', '/frame_drift', 'drift violation', 'SES-48'),
  row('header', '/drift_bound', 'drift violation', 'SES-03'),
  row('transition', '/drift_bound', 'drift violation', 'SES-34'),
  row(null, '/hash_prev', 'hash chain invalid', 'LED-03'),
  row(null, '/hash_self', 'hash chain invalid', 'LED-03'),
  row(null, '/seq', 'hash chain invalid', 'LED-02'),
  row('footer', '/root', 'hash chain invalid', 'LED-08'),
  row('footer', '/merkle_root', 'hash chain invalid', 'LED-08'),
  row('operator', '/routing', 'capture mismatch', 'RTR-10'),
  row('operator', '/frame_id', 'capture mismatch', 'SES-46'),
  row('operator', '/op_id', 'capture mismatch', 'SES-24'),
  row('operator', '', 'capture mismatch', 'SES-26'),
  row('transition', '/token_used', 'capture mismatch', 'SES-32'),
  row('transition', '', 'capture mismatch', 'SES-34'),
  row('token', '', 'capture mismatch', 'SES-30'),
  row('frame', '/frame_id', 'capture mismatch', 'SES-46'),
  row('frame', '/timestamp_close', 'capture mismatch', 'LED-07'),
  row('frame', '', 'capture mismatch', 'SES-48'),
  row('footer', '', 'capture mismatch', 'SES-49'),
  row('header', '/session_id', 'capture mismatch', 'LED-09'),
  row('header', '', 'capture mismatch', 'LED-05'),
]

const holdsPath = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}/`)

/** The reason of a difference at `path`, a JSON Pointer into a line of `type` (RPL-05). */
export const groundOf = (type: LineType, path: string): Ground =>
  ROWS.find((candidate) => {
    if (candidate.type !== null && candidate.type !== type) return false
    return holdsPath(candidate.path, path) || (path !== '' && holdsPath(path, candidate.path))
  }) ?? { reason: 'capture mismatch', clause: 'LED-05' }

/** Whether the member at `path` belongs to the chain (RPL-05, RPL-07 `chain`). */
export const isChainPath = (type: LineType, path: string): boolean => groundOf(type, path).reason === 'hash chain invalid'
