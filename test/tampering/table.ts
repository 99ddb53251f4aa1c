import type { Kind } from './kind.js'
import { CUT_KINDS } from './kinds/cuts.js'
import { DECISION_KINDS } from './kinds/decisions.js'
import { FOOTER_KINDS, HEADER_KINDS } from './kinds/ends.js'
import { FIELD_KINDS } from './kinds/fields.js'
import { FRAME_KINDS } from './kinds/frames.js'
import { HASH_KINDS } from './kinds/hashes.js'
import { INPUT_KINDS } from './kinds/inputs.js'
import { LAWLESS_KINDS } from './kinds/lawless.js'
import { LINE_KINDS } from './kinds/lines.js'
import { NUMBER_KINDS } from './kinds/numbering.js'
import { SPELLING_KINDS } from './kinds/spelling.js'
import { TIME_KINDS } from './kinds/times.js'
import { UNDECODABLE_KINDS } from './kinds/undecodable.js'

/** Every kind of tampering that replay catches. */
export const KINDS: readonly Kind[] = [
  ...LINE_KINDS,
  ...CUT_KINDS,
  ...FIELD_KINDS,
  ...INPUT_KINDS,
  ...DECISION_KINDS,
  ...FRAME_KINDS,
  ...NUMBER_KINDS,
  ...TIME_KINDS,
  ...HEADER_KINDS,
  ...FOOTER_KINDS,
  ...LAWLESS_KINDS,
  ...HASH_KINDS,
  ...SPELLING_KINDS,
  ...UNDECODABLE_KINDS,
]
