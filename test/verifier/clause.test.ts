import { expect, test } from 'vitest'
import { cx, h, trace, verify } from './fixture.js'
import { edit, parse, rehash, write } from './tampering.js'
import type { Plain } from './tampering.js'

// Lines: header, h, frame, cx, h with bad arguments, token, token again, frame, transition, transition refused, footer.
const LINES = trace([h, cx, 'h(q=-1)', 'token:t', 'token:t', '->production', '->sandbox']).map(parse)
const TYPES = ['header', 'operator', 'frame', 'operator', 'operator', 'token', 'token', 'frame', 'transition', 'transition', 'footer']

// Each derived member, another value of its type, and the clause that says what stands there.
const rows: readonly (readonly [number, string, Plain, string])[] = [
  [0, '/drift_bound', 9, 'SES-03'],
  [0, '/backend_legal', [], 'SES-05'],
  [0, '/ruleset/id', 'x', 'RPL-13'],
  [1, '/op_id', 9, 'SES-24'],
  [1, '/frame_id', 9, 'SES-46'],
  [1, '/validation/allowed', false, 'SES-12'],
  [1, '/validation/reason', 'x', 'SES-12'],
  [1, '/routing/backend', 'x', 'RTR-12'],
  [1, '/routing/frame_action', 'reuse', 'RTR-10'],
  [1, '/routing/reason', 'x', 'RTR-10'],
  [1, '/drift/predicted', 9, 'SES-40'],
  [1, '/drift/measured', 9, 'SES-40'],
  [1, '/drift/accumulated', 9, 'SES-41'],
  [1, '/drift/overflow', true, 'SES-43'],
  [2, '/frame_id', 9, 'SES-46'],
  [2, '/environment', 'x', 'SES-47'],
  [2, '/tier', 'x', 'SES-47'],
  [2, '/backend', 'x', 'SES-47'],
  [2, '/frame_backend/id', 'x', 'SES-48'],
  [2, '/frame_drift/total', 9, 'SES-48'],
  [2, '/operators/count', 9, 'SES-48'],
  [2, '/timestamp_close', '2026-01-01T00:00:00.000Z', 'LED-07'],
  [4, '/validation/reason', 'x', 'SES-12'],
  [5, '/validation/allowed', false, 'SES-12'],
  [5, '/validation/reason', 'x', 'SES-12'],
  [6, '/validation/reason', 'x', 'SES-12'],
  [8, '/validation/allowed', false, 'SES-12'],
  [8, '/validation/reason', 'x', 'SES-12'],
  [8, '/from', 'x', 'SES-34'],
  [8, '/token_used', 'x', 'SES-32'],
  [8, '/frame_closed', 9, 'SES-34'],
  [8, '/drift_bound', 9, 'SES-34'],
  [8, '/backend_legal', [], 'SES-34'],
  [9, '/validation/reason', 'x', 'SES-12'],
  [10, '/lineage', [], 'SES-31'],
  [10, '/counts/operators', 9, 'SES-49'],
]

test('the lines are those of the table', () => expect(LINES.map(({ type }) => type)).toEqual(TYPES))

test.each(rows)('[RPL-03] [RPL-05] line %d %s: the finding cites the clause where the demand stands', (index, path, value, clause) => {
  const line = edit(LINES[index] ?? {}, path.slice(1).split('/'), value)
  const { findings } = verify(rehash(LINES.with(index, line)).map(write))
  expect(findings).toEqual([expect.objectContaining({ seq: index, path, clause })])
})
