/** The format word of the header (LED-05, RPL-12). */
export const TRACE_FORMAT = 'qtrace/1'

/** The `hash_prev` of the first line: 64 zeros (LED-03). */
export const FIRST_HASH_PREV = '0'.repeat(64)
