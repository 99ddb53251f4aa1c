import { describe, expect, test } from 'vitest'
import { parseInvocation } from '../../src/kernel/index.js'

const read = (text: string): unknown => {
  const found = parseInvocation(text)
  return found === null ? null : [found.name, ...[...found.params].flat()]
}

describe('[SES-20] what parses', () => {
  test.each([
    ['h()', ['h']],
    ['h(q=0)', ['h', 'q', 0]],
    ['cx(q1=0,q2=1)', ['cx', 'q1', 0, 'q2', 1]],
    [' \t\n\rh \t\n\r( \t\n\rq \t\n\r= \t\n\r0 \t\n\r) \t\n\r', ['h', 'q', 0]],
    ['_(_=1)', ['_', '_', 1]],
    ['A9_z(b_2=1)', ['A9_z', 'b_2', 1]],
    ['__proto__(constructor=1)', ['__proto__', 'constructor', 1]],
    ['f(a=true,b=false)', ['f', 'a', true, 'b', false]],
    ['f(a=-1.5e+3)', ['f', 'a', -1500]],
    ['f(a=1E-2)', ['f', 'a', 0.01]],
    ['f(a=0.0)', ['f', 'a', 0]],
    ['f(a=1.0)', ['f', 'a', 1]],
    ['f(a=1e400e)'.replace('400e', '40'), ['f', 'a', 1e40]],
    ['f(a=1e-999)', ['f', 'a', 0]],
    ['f(a="")', ['f', 'a', '']],
    ['f(a="x,y)=(")', ['f', 'a', 'x,y)=(']],
    ['f(a="\\"\\\\\\/\\b\\f\\n\\r\\t")', ['f', 'a', '"\\/\b\f\n\r\t']],
    ['f(a="\\u0041\\u00e9")', ['f', 'a', 'Aé']],
    ['f(a="\\ud83d\\ude00")', ['f', 'a', '😀']],
    ['f(a="😀")', ['f', 'a', '😀']],
    ['f(a="\u007f\u2028")', ['f', 'a', '\u007f\u2028']],
    ['f(true=true)', ['f', 'true', true]],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('[SES-20] what does not parse', () => {
  test.each([
    '', ' ', 'h', 'h(', 'h)', '(q=0)', 'h(q)', 'h(q=)', 'h(=0)', 'h(q=0', 'h(q=0))', 'h(q=0),', 'h(q=0,)', 'h(,q=0)', 'h(q=0 r=1)',
    'h(q==0)',
    '1h(q=0)', 'h-x(q=0)', 'h.x(q=0)', 'é(q=0)', 'h(1=0)', 'h(é=0)', 'h h(q=0)', 'h(q q=0)', 'h(q=0)x',
    'f(a=01)', 'f(a=+1)', 'f(a=.5)', 'f(a=1.)', 'f(a=1e)', 'f(a=1e+)', 'f(a=- 1)', 'f(a=--1)', 'f(a=0x1)', 'f(a=1_000)', 'f(a=1n)',
    'f(a=1 2)',
    'f(a=NaN)', 'f(a=Infinity)', 'f(a=-Infinity)', 'f(a=null)', 'f(a=[1])', 'f(a={})', 'f(a=True)', 'f(a=truex)', 'f(a=tru)', "f(a='x')",
    'f(a=x)',
    'f(a="x)', 'f(a=x")', 'f(a="\n")', 'f(a="\u0000")', 'f(a="\\x")', 'f(a="\\u12")', 'f(a="\\uD83G")', 'f(a="\\")', 'f(a="x""y")',
    '\u00a0h(q=0)', 'h(\u00a0q=0)', '\ufeffh(q=0)', 'h(q=0)\u000b', '\u2003h()', '١h()', 'f(a=١)',
  ])('%j', (text) => {
    expect(parseInvocation(text)).toBeNull()
  })
})

describe('[SES-21] what does not parse either', () => {
  test.each([
    'f(a=1e309)', 'f(a=-1e999)', 'f(a="\\ud83d")', 'f(a="\\ude00")', 'f(a="\\ude00\\ud83d")', 'f(a="\ud83d")', 'f(a="\ude00")',
    'f(a="\ud83d\\ude00")', 'f(a=1,a=1)', 'f(a=1,b=2,a=3)', '\ud83df()',
  ])('%j', (text) => {
    expect(parseInvocation(text)).toBeNull()
  })

  test.each([
    ['ASCII', 'x', 1],
    ['two bytes', 'é', 2],
    ['three bytes', '€', 3],
    ['four bytes', '😀', 4],
  ])('text of 4,096 bytes parses and of 4,097 does not: %s', (_name, character, bytes) => {
    const frame = 'f(a="")'
    const many = Math.floor((4096 - frame.length) / bytes)
    const space = ' '.repeat(4096 - frame.length - many * bytes)
    const fits = `${space}f(a="${character.repeat(many)}")`
    expect(parseInvocation(fits)).not.toBeNull()
    expect(parseInvocation(` ${fits}`)).toBeNull()
  })

  test('-0 is read as 0', () => {
    for (const text of ['f(a=-0)', 'f(a=-0.0)', 'f(a=-0e5)', 'f(a=-1e-999)']) {
      expect(Object.is(parseInvocation(text)?.params.get('a'), 0)).toBe(true)
    }
  })

  test('a long text takes no more than a moment', () => {
    const text = `f(a="${'\\u0041'.repeat(600)}"${' '.repeat(400)}`
    expect(parseInvocation(text)).toBeNull()
  })
})
