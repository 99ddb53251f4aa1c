import type { Entry, FooterEntry } from '../../src/ledger/entry.js'

const digest = '5'.repeat(64)

/** One entry of each shape, with hostile names among them. */
export const SAMPLES: readonly Exclude<Entry, FooterEntry>[] = [
  {
    type: 'header',
    sessionId: '00000000-0000-8000-8000-000000000000',
    environment: 'sandbox',
    backend: 'auto',
    driftBound: 0.75,
    backendLegal: ['local-sim', 'hybrid-sim'],
    ruleset: { id: 'qcompute', version: '1.0.0', digest },
  },
  { type: 'token', tokenId: 't\u0000"\\\n€😀\u007f', validation: { allowed: true, reason: null } },
  { type: 'token', tokenId: 't', validation: { allowed: false, reason: 'invalid arguments' } },
  {
    type: 'operator',
    opId: 1,
    name: 'pulse',
    params: new Map<string, number | string | boolean>([
      ['q', 0],
      ['duration', 1e21],
      ['amplitude', 0.1],
      ['__proto__', true],
      ['', 'é'],
      ['\ud83d\ude00', 5e-324],
      ['\ufb33', -1.5],
    ]),
    source: null,
    validation: { allowed: true, reason: null },
    routing: { backend: 'hardware-qpu-2', frameAction: 'new', reason: 'r3-requires-new-frame' },
    drift: { predicted: 0.5, measured: 0.5, accumulated: 0.5, overflow: false },
    frameId: 1,
  },
  {
    type: 'operator',
    opId: 2,
    name: null,
    params: null,
    source: 'h(\t',
    validation: { allowed: false, reason: 'invalid grammar' },
    routing: null,
    drift: null,
    frameId: null,
  },
  {
    type: 'operator',
    opId: 3,
    name: 'pulse',
    params: new Map([['q', 1]]),
    source: null,
    validation: { allowed: false, reason: 'token required' },
    routing: { backend: 'hardware-qpu-2', frameAction: null, reason: 'token-required' },
    drift: null,
    frameId: null,
  },
  {
    type: 'operator',
    opId: 4,
    name: 'barrier',
    params: new Map(),
    source: null,
    validation: { allowed: true, reason: null },
    routing: { backend: 'local-sim', frameAction: 'reuse', reason: 'meta' },
    drift: { predicted: 0, measured: 0, accumulated: 0.30000000000000004, overflow: true },
    frameId: 2,
  },
  {
    type: 'transition',
    from: 'sandbox',
    to: 'production',
    tokenUsed: 't',
    validation: { allowed: true, reason: null },
    frameClosed: 1,
    driftBound: 0.5,
    backendLegal: [],
  },
  {
    type: 'transition',
    from: 'sandbox',
    to: 'nowhere',
    tokenUsed: null,
    validation: { allowed: false, reason: 'illegal transition' },
    frameClosed: null,
    driftBound: null,
    backendLegal: null,
  },
  {
    type: 'frame',
    frameId: 1,
    environment: 'sandbox',
    backend: 'hybrid-sim',
    tier: 'r2',
    frameBackend: { id: 'hybrid-sim', tierSupport: ['r1', 'r2'], driftProfile: 'medium' },
    frameDrift: { total: 0.3125, max: 0.25, environmentBound: 0.75, bound: 0.75 },
    operators: { first: 1, last: 9, count: 3 },
    timestampOpen: '2026-01-01T00:00:00.001Z',
  },
]

/** A footer with counts that all differ. */
export const FOOTER: FooterEntry = {
  type: 'footer',
  lineage: ['sandbox', 'production'],
  counts: { operators: 9, tokens: 8, transitions: 7, refused: { operators: 6, tokens: 5, transitions: 4 }, frames: 3 },
  ended: 'closed',
}

/** A timestamp for each line, a millisecond apart. */
export const sampleClock = (seq: number): string => `2026-01-01T00:00:00.${String(seq).padStart(3, '0')}Z`
