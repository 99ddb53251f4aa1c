import { makeLawStore } from '../../src/shell/law-store.js'
import { replaySource } from '../../src/shell/replay-trace.js'
import { bytesSource } from '../../src/shell/trace-reader.js'
import type { Report } from '../../src/verifier/verifier.js'

const laws = makeLawStore([])
if (!laws.ok) throw new Error('the shipped law does not load')

/** The shipped laws, loaded once. */
export const store = laws.value

/** The report on a trace in memory. */
export const replay = (bytes: Uint8Array): Report => replaySource(bytesSource(bytes), { store })
