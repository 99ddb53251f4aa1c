import { describe, expect, test } from 'vitest'
import { bracketPairs, codeTokens, functionsOf, tokenize } from '../../tools/fences/scan.mjs'

const texts = (source: string): string[] => codeTokens(source).map((token: { text: string }) => token.text)
const values = (source: string): unknown[] =>
  tokenize(source).flatMap((token: { value?: string }) => (token.value === undefined ? [] : [token.value]))
const extents = (source: string): string[] => {
  const tokens = codeTokens(source)
  return functionsOf(tokens).map(({ open, end }: { open: number; end: number }) => `${tokens[open].line}-${tokens[end].line}`)
}

describe('tokens', () => {
  test.each([
    ['a / b / c', ['a', '/', 'b', '/', 'c']],
    ['x = /[/"{]\\/}/g.test(y)', ['x', '=', '/[/"{]\\/}/g', '.', 'test', '(', 'y', ')']],
    ['return /}/', ['return', '/}/']],
    ['f(1) / 2', ['f', '(', '1', ')', '/', '2']],
    ['a?.b ?? c', ['a', '?.', 'b', '??', 'c']],
    ['2 ** 53n', ['2', '**', '53n']],
    ['[...a, .5e-3]', ['[', '...', 'a', ',', '.5e-3', ']']],
    ['this.#items', ['this', '.', '#items']],
    ["'// no comment' // one", ["'// no comment'"]],
    ['a /* { */ b', ['a', 'b']],
    ['`a${b}c`', ['`a${', 'b', '}c`']],
    ['`a${`{${x}`}`', ['`a${', '`{${', 'x', '}`', '}`']],
    ['`a${{ k: 1 }.k}b`', ['`a${', '{', 'k', ':', '1', '}', '.', 'k', '}b`']],
  ])('%s', (source, expected) => {
    expect(texts(source)).toEqual(expected)
  })

  test.each([
    ["'it\\'s'", ["it's"]],
    ['"a\\u0041\\x42\\n"', ['aAB\n']],
    ['`x${1}y\\``', ['x', 'y`']],
  ])('the value of %s', (source, expected) => {
    expect(values(source)).toEqual(expected)
  })

  test('lines and columns go on behind tokens of several lines', () => {
    const last = tokenize('/* a\n b */ `\n\n` x').at(-1)
    expect([last.text, last.line, last.column]).toEqual(['x', 4, 3])
  })

  test('an unpaired bracket is an error', () => {
    expect(() => bracketPairs(codeTokens('f(\n]'))).toThrow('line 2: unpaired ]')
    expect(() => bracketPairs(codeTokens('{'))).toThrow('line 1: unpaired {')
  })
})

describe('functions', () => {
  test.each([
    ['function', 'function f(a) {\n}\n', ['1-2']],
    ['function with a return type', 'function f(a: A): { b: C } | D<{ e: F }> {\n\n}', ['1-3']],
    ['assertion', 'function f(a: unknown): asserts a is B {\n}', ['1-2']],
    ['arrow with a block', 'const f = (a) => {\n}', ['1-2']],
    ['arrow with a type', 'const f = (a: A): Map<B, C[]> => {\n}', ['1-2']],
    ['arrow with an expression', 'const f = (a) =>\n  a\n    ? b\n    : c\nconst d = 1', ['1-4']],
    ['arrow with one name', 'list.map(a => {\n  a\n})', ['1-3']],
    ['method', 'class A {\n  m(a: A): B {\n  }\n}', ['2-3']],
    ['generic method', 'class A {\n  static of<T>(a: T[]): A {\n  }\n}', ['2-3']],
    ['getter and generator', 'class A {\n  get x() {\n  }\n  *[Symbol.iterator]() {\n  }\n}', ['2-3', '4-5']],
    ['no function: control', 'if (a) {\n}\nfor (;;) {\n}\nwhile (a) {\n}\nswitch (a) {\n}\n', []],
    ['no function: type', 'interface A {\n  m(a: B): C\n}', []],
    ['no function: ternary', 'const a = b ? (c) : { d: 1 }', []],
  ])('%s', (_name, source, expected) => {
    expect(extents(source)).toEqual(expected)
  })
})
