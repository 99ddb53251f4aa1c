import { describe, expect, test } from 'vitest'
import { openRules, qReplay, qSession } from '../../src/index.js'
import { failure } from './failure.js'

describe('[SES-73] arguments of a wrong type', () => {
  test('[SES-70] options that are none, unknown or of a wrong type are bad-input', () => {
    const open = qSession as (options: unknown) => unknown
    const bad: readonly (readonly [unknown, RegExp])[] = [
      [null, /plain object/],
      ['x', /plain object/],
      [1, /plain object/],
      [[], /plain object/],
      [new Map([['env', 'sandbox']]), /plain object/],
      [{ enviroment: 'sandbox' }, /enviroment/],
      [{ backends: 'auto' }, /did you mean backend\?/],
      [{ rules: 5 }, /rules/],
      [{ rules: null }, /rules/],
      [{ rules: {} }, /rules/],
      [{ rules: [5] }, /rules/],
      [{ rules: 'a\0b' }, /null character/],
      [{ rules: { ...openRules() } }, /rules/],
      [{ sessionId: 5 }, /UUID/],
      [{ clock: null }, /clock/],
      [{ get env(): string { throw new TypeError('no') } }, /cannot be read/],
    ]
    for (const [options, message] of bad) {
      const thrown = failure(() => open(options))
      expect(thrown.code, String(message)).toBe('bad-input')
      expect(thrown.message).toMatch(message)
    }
  })

  test('[SES-70] rules that are none are bad-input', () => {
    for (const rules of [null, 5, {}, [5], () => 0, 'a\0b', ['a\0b']]) {
      expect(failure(() => (openRules as (rules: unknown) => unknown)(rules))).toMatchObject({ code: 'bad-input' })
    }
  })

  test('[SES-71] a path with a null character is bad-file', () => {
    expect(failure(() => qSession().saveTrace('a\0b'))).toMatchObject({ code: 'bad-file' })
    expect(failure(() => qReplay('a\0b'))).toMatchObject({ code: 'bad-file' })
  })
})
