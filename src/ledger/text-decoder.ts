import { text } from '../artifact/decode.js'
import type { Decoder } from '../artifact/decode.js'
import { quote } from '../artifact/source.js'
import { isHash } from './chain.js'
import { isSessionId } from './inputs.js'

/** A text for which `holds`; `expected` says which (LAW-60). */
export const textThat =
  (holds: (value: string) => boolean, expected: string): Decoder<string> =>
  (node, report) => {
    const value = text(node, report)
    if (value === undefined || holds(value)) return value
    return report(node.start, 'value-outside', `${quote(value)} is not allowed here`, `expected ${expected}`)
  }

/** A digest as LED-03 writes it. */
export const hashText = textThat(isHash, 'a digest of 64 lower-case hex digits')

/** The id of a session (LED-09). */
export const sessionIdText = textThat(isSessionId, 'the id of a session')
