import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  const tour = join(root, 'examples', 'programs', 'tour.yaml')
  expect(qcompute(['run', tour, '-o', 'tour.qtrace', '--clock', 'logical'], folder).status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[CMD-23] [RTR-40] explain', () => {
  test('a refusal: the rule that won, why, and what the others lost to', () => {
    const { status, stdout } = qcompute(['explain', 'tour.qtrace', '--op', '4'], folder)
    expect(status).toBe(0)
    expect(stdout).toContain('verdict: refused: illegal in environment')
    expect(stdout).toContain('validator: rule tier-legality (priority 600)')
    expect(stdout).toContain('because tier-allowed = false')
    expect(stdout).toContain('operator-token (priority 200, token required) to tier-legality')
  })

  test('an allowed operator: the router has a winner and losers', () => {
    const document = documentOf(qcompute(['explain', 'tour.qtrace', '--op', '5', '--json'], folder).stdout, 'explain')
    expect(document).toMatchObject({
      op_id: 5,
      name: 'pulse',
      params: { q: 0, duration: 20, amplitude: 0.5 },
      validation: { allowed: true, reason: null },
      routing: { reason: 'environment-transition', frame_action: 'new' },
      tables: [
        { table: 'operator', winner: null, lost: [] },
        {
          table: 'routing',
          winner: { rule: 'after-transition', reads: ['frame-state'] },
          lost: [{ rule: 'highest-tier', lost_to: 'after-transition' }, { rule: 'binding' }],
        },
      ],
      facts: { 'operator-tier': 'r3', 'frame-state': 'pending', params: { q: 0, q1: null } },
      trace_valid: true,
    })
  })

  test.each(['0', '9', '-1', 'x', '1.5'])('--op %s is out of range: exit 2', (op) => {
    const { status, stdout } = qcompute(['explain', 'tour.qtrace', `--op=${op}`], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  test('a trace that is not valid is explained as it should be, with a warning: exit 1', () => {
    const text = readFileSync(join(folder, 'tour.qtrace'), 'utf8')
    writeFileSync(join(folder, 'forged.qtrace'), text.replace('"reason":"illegal in environment"', '"reason":"invalid arguments"'))
    const { status, stdout, stderr } = qcompute(['explain', 'forged.qtrace', '--op', '4'], folder)
    expect(status).toBe(1)
    expect(stdout).toContain('verdict: refused: illegal in environment')
    expect(stderr).toContain('the trace is not valid')
  })

  const unknown = [['environment', 'moon', 'sandbox'], ['backend', 'abacus', 'auto']] as const
  test.each(unknown)('[RPL-18] a header whose %s is unknown is at fault: exit 2', (name, odd, old) => {
    const text = readFileSync(join(folder, 'tour.qtrace'), 'utf8')
    writeFileSync(join(folder, 'moon.qtrace'), text.replace(`"${name}":"${old}"`, `"${name}":"${odd}"`))
    const { status, stdout, stderr } = qcompute(['explain', 'moon.qtrace', '--op', '1'], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(`error trace-broken the header is at fault, no session can be opened from it: /${name} "${odd}" (RPL-18)`)
  })

  test('what is no trace cannot be explained: exit 2', () => {
    writeFileSync(join(folder, 'text.qtrace'), 'hello\n')
    expect(qcompute(['explain', 'text.qtrace', '--op', '1'], folder).status).toBe(2)
  })
})
