import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../seed.js'
import { accepted, items, places, v2, v3 } from './support.js'

const valueOf = (text: string, wrap: (body: string) => string): unknown =>
  accepted(wrap(`rx(${text}) q[0];`)).program.items[0]?.params.get('theta')

describe('[QSM-06] values of expressions', () => {
  const both: readonly (readonly [string, number])[] = [
    ['pi', 3.141592653589793],
    ['-pi/2', -1.5707963267948966],
    ['pi*-0.5', -1.5707963267948966],
    ['3*pi/8', 1.1780972450961724],
    ['1-2-3', -4],
    ['2/2/2', 0.5],
    ['1+2*3', 7],
    ['(1+2)*3', 9],
    ['0.1+0.2', 0.30000000000000004],
    ['0.1+(0.2+0.3)', 0.6],
    ['0.1+0.2+0.3', 0.6000000000000001],
    ['1e22*3', 3e22],
    ['--3', 3],
    ['2- -3', 5],
    ['5e-324/2', 0],
    ['9007199254740993', 9007199254740992],
    ['0.1000000000000000055511151231257827021181583404541015625', 0.1],
    ['1e-400', 0],
    ['sin(pi)', 1.2246467991473532e-16],
    ['cos(2*pi)', 1],
    ['tan(pi/4)', 0.9999999999999999],
    ['exp(1)', 2.718281828459045],
    ['sqrt(2)', 1.4142135623730951],
    ['sqrt(sqrt(16))', 2],
  ]
  test.each(both)('%s in both languages', (text, value) => expect([valueOf(text, v2), valueOf(text, v3)]).toEqual([value, value]))

  const second: readonly (readonly [string, number])[] = [
    ['2^10', 1024],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['2^-1', 0.5],
    ['2^-2^2', 0.0625],
    ['2*3^2', 18],
    ['2^0.5', 1.4142135623730951],
    ['10^23', 1e23],
    ['ln(10)', 2.302585092994046],
  ]
  test.each(second)('%s in OpenQASM 2', (text, value) => expect(valueOf(text, v2)).toBe(value))

  const third: readonly (readonly [string, number])[] = [
    ['2**10', 1024],
    ['2**3**2', 512],
    ['-2**2', -4],
    ['2**-1', 0.5],
    ['π', 3.141592653589793],
    ['tau', 6.283185307179586],
    ['τ/2', 3.141592653589793],
    ['euler', 2.718281828459045],
    ['ℇ', 2.718281828459045],
    ['7 % 3', 1],
    ['-7 % 3', -1],
    ['mod(7.5, 2)', 1.5],
    ['pow(2, 0.5)', 1.4142135623730951],
    ['log(10)', 2.302585092994046],
    ['arcsin(1)', 1.5707963267948966],
    ['arccos(-1)', 3.141592653589793],
    ['arctan(1)', 0.7853981633974483],
    ['floor(-1.5)', -2],
    ['ceiling(1.2)', 2],
    ['1/2', 0.5],
  ]
  test.each(third)('%s in OpenQASM 3', (text, value) => expect(valueOf(text, v3)).toBe(value))

  test('no value is minus zero', () => {
    expect(valueOf('-0', v2)).toBe(0)
    expect(valueOf('ceiling(-0.5)', v3)).toBe(0)
    expect(items(v2('gate g(a) x { rx(-a) x; } g(0) q[0];'))).toEqual(['rx(theta=0, q=0)'])
  })
})

describe('[QSM-10] depth', () => {
  const nested = (levels: number): string => `rx(${'('.repeat(levels)}1${')'.repeat(levels)}) q[0];`
  test('64 levels are read, 65 are not', () => {
    expect(items(v2(nested(64)))).toEqual(['rx(theta=1, q=0)'])
    expect(places(v2(nested(65)))).toEqual(['qasm-limit 2:68'])
  })

  test.each([
    ['parentheses', '('.repeat(300_000)],
    ['functions', 'sin('.repeat(300_000)],
    ['powers', '2^'.repeat(300_000)],
  ])('very many %s end in a problem', (_, text) => expect(places(v2(`rx(${text}`))[0]).toMatch(/^qasm-limit 2:/))

  test('long sums and many signs are no depth', () => {
    expect(valueOf(`1${'+1'.repeat(99_999)}`, v2)).toBe(100_000)
    expect(valueOf(`${'-'.repeat(100_000)}1`, v2)).toBe(1)
  })
})

describe('[QSM-06] random expressions', () => {
  // What is not finite anywhere is a problem of the whole: NaN goes through every operation, an infinity does not.
  const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN)
  type Tree = { readonly text: string; readonly value: number }
  const positive = fc.double({ min: 0, max: 1e6, noNaN: true })
  const leaf = positive.map((value): Tree => ({ text: JSON.stringify(value), value: value === 0 ? 0 : value }))
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/'), tie('tree')).map(([a, operator, b]): Tree => {
        const values = { '+': a.value + b.value, '-': a.value - b.value, '*': a.value * b.value, '/': a.value / b.value }
        return { text: `(${a.text}) ${operator} (${b.text})`, value: finite(values[operator]) }
      }),
      tie('tree').map((a): Tree => ({ text: `-(${a.text})`, value: -a.value })),
      tie('tree').map((a): Tree => ({ text: `sqrt(${a.text})`, value: Math.sqrt(a.value) })),
    ),
  }))

  test('have the value of the same operations in the engine, or a problem where that is not finite', () => {
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        if (Number.isFinite(value)) expect(valueOf(text, v2)).toBe(value === 0 ? 0 : value)
      }),
      runs(500),
    )
  })
})
