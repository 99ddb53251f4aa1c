import { describe, expect, test } from 'vitest'
import { shippedLaw } from './fixture.js'
import { ofType, runStream } from './stream.js'

const law = shippedLaw()
const [L, H, Q] = ['local-sim', 'hybrid-sim', 'hardware-qpu-2']
const h = 'h(q=0)'
const cx = 'cx(q1=0, q2=1)'
const pulse = (duration: number, amplitude: number): string => `pulse(q=0, duration=${duration}, amplitude=${amplitude})`

const frames = (environment: string, items: readonly string[]) => {
  const lines = runStream(law, environment, null, items)
  return {
    lines,
    frames: ofType(lines, 'frame').map((line) => [line['backend'], line['operators'].count]),
    reasons: ofType(lines, 'operator').map((line) => line['routing']?.reason),
    overflows: ofType(lines, 'operator').map((line) => line['drift']?.overflow),
  }
}

describe('[RTR-50] streams that must come out so', () => {
  const table: readonly [string, readonly string[], readonly (readonly [string | undefined, number])[], readonly string[]][] = [
    ['sandbox', [h, 'x(q=0)'], [[L, 2]], ['tier-binding', 'tier-binding']],
    ['sandbox', [h, cx], [[L, 1], [H, 1]], ['tier-binding', 'tier-escalation']],
    ['sandbox', [cx, 'measure(q=0)'], [[H, 1], [L, 1]], ['tier-binding', 'measurement']],
    ['production', ['token:t1', pulse(20, 0.5)], [[Q, 1]], ['r3-requires-new-frame']],
    [
      'sandbox',
      ['token:t1', h, cx, '->production', pulse(10, 0.3)],
      [[L, 1], [H, 1], [Q, 1]],
      ['tier-binding', 'tier-escalation', 'environment-transition'],
    ],
    ['sandbox', [h, 'measure(q=0)', 'x(q=0)'], [[L, 1], [L, 2]], ['tier-binding', 'measurement', 'tier-binding']],
    ['sandbox', [...Array<string>(12).fill(h), cx], [[L, 12], [H, 1]], [...Array<string>(12).fill('tier-binding'), 'tier-escalation']],
    ['sandbox', Array<string>(13).fill(h), [[L, 12], [L, 1]], [...Array<string>(12).fill('tier-binding'), 'drift-overflow']],
    ['sandbox', [cx, 'x(q=0)'], [[H, 1], [L, 1]], ['tier-binding', 'tier-decrease']],
    ['sandbox', [cx, 'barrier()', cx], [[H, 1], [H, 2]], ['tier-binding', 'meta', 'tier-binding']],
  ]
  test.each(table)('%s: %j', (environment, items, expected, reasons) => {
    const out = frames(environment, items)
    expect(out.frames).toEqual(expected)
    expect(out.reasons).toEqual(reasons)
    expect(out.overflows).toEqual(reasons.map((reason) => reason === 'drift-overflow'))
  })
})
