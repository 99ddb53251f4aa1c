import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findTraces } from '../../src/shell/trace-folder.js'
import { makeFolder } from './command.js'

let folder = ''
beforeAll(() => (folder = makeFolder()))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Makes a folder of files; a name that ends in `/` is a folder. */
const fill = (name: string, files: readonly string[]): string => {
  const place = join(folder, name)
  mkdirSync(place, { recursive: true })
  for (const file of files) {
    const path = join(place, file)
    mkdirSync(file.endsWith('/') ? path : join(path, '..'), { recursive: true })
    if (!file.endsWith('/')) writeFileSync(path, 'x'.repeat(7))
  }
  return place
}

const namesIn = (paths: readonly string[], place: string): readonly string[] =>
  findTraces(paths).traces.map(({ path }) => (path.startsWith(`${place}/`) ? path.slice(place.length + 1) : path))

describe('[CMD-25] the traces of a folder', () => {
  test('every file below it with the ending, hidden or not, in the order of code units of the paths, with sizes', () => {
    const plain = ['b.qtrace', 'a/z.qtrace', 'a.qtrace', 'a-1.qtrace', 'B.qtrace', '10.qtrace', '9.qtrace', 'deep/er/still/x.qtrace']
    const odd = ['.hidden/c.qtrace', '.qtrace', 'named.qtrace/inner.qtrace', "it's \"so\".qtrace", ' .qtrace']
    const files = [...plain, ...odd, '\u00e4.qtrace', '\u{1F600}.qtrace', '\uFF5E.qtrace']
    const others = ['a.qtrace.bak', 'a.QTRACE', 'qtrace', 'notes.txt', 'a.qtracex', 'empty/']
    const place = fill('order', [...files, ...others])
    // oxlint-disable-next-line no-array-sort
    const expected = [...files].sort((a, b) => (a < b ? -1 : 1))
    expect(namesIn([place], place)).toEqual(expected)
    expect(namesIn([`${place}///`], place)).toEqual(expected)
    expect(findTraces([place])).toMatchObject({ hasFolder: true, passedOver: [] })
    expect(findTraces([place]).traces.every(({ bytes, problem }) => bytes === 7 && problem === null)).toBe(true)
  })

  test('arguments keep their order, what is named twice counts twice, and nothing is asked of the ending of a named file', () => {
    const place = fill('named', ['b.qtrace', 'a.qtrace', 'plain'])
    const [plain, missing] = [join(place, 'plain'), join(place, 'missing')]
    expect(namesIn([missing, plain, place, plain], place)).toEqual(['missing', 'plain', 'a.qtrace', 'b.qtrace', 'plain'])
    expect(findTraces([plain])).toMatchObject({ hasFolder: false, traces: [{ path: plain, bytes: 7, problem: null }] })
    expect(findTraces([missing, 'a\0b'])).toMatchObject({ hasFolder: false, traces: [{ problem: null }, { problem: null }] })
  })

  test('links in it are counted, not followed: no circle, nothing from outside, nothing twice; one that is named is followed', () => {
    const place = fill('links', ['a.qtrace', 'inner/b.qtrace'])
    const outside = fill('outside', ['c.qtrace'])
    symlinkSync('..', join(place, 'inner', 'up'))
    symlinkSync(outside, join(place, 'out'))
    symlinkSync(join(outside, 'c.qtrace'), join(place, 'c.qtrace'))
    symlinkSync('nowhere', join(place, 'broken.qtrace'))
    expect(namesIn([place], place)).toEqual(['a.qtrace', 'inner/b.qtrace'])
    expect(findTraces([place]).passedOver).toMatchObject([
      { file: place, code: 'links-passed-over', severity: 'warning', message: expect.stringContaining('4 passed over') },
    ])
    expect(namesIn([join(place, 'out')], join(place, 'out'))).toEqual(['c.qtrace'])
  })

  test('without a trace it is a problem, not nothing', () => {
    const place = fill('bare', ['x.txt', 'inner/'])
    expect(findTraces([place])).toMatchObject({ hasFolder: true, traces: [{ path: place, problem: { code: 'traces-missing' } }] })
    symlinkSync('x.txt', join(place, 'only.qtrace'))
    expect(findTraces([place])).toMatchObject({ traces: [{ problem: { code: 'traces-missing' } }], passedOver: [{ severity: 'warning' }] })
  })

  test('a folder inside that cannot be read is a problem at its place, and the rest is found', () => {
    const place = fill('shut', ['a.qtrace', 'm/x.qtrace', 'z.qtrace'])
    chmodSync(join(place, 'm'), 0)
    const found = findTraces([place]).traces.map(({ path, problem }) => [path.slice(place.length + 1), problem?.code ?? null])
    chmodSync(join(place, 'm'), 0o700)
    const readable = process.getuid?.() === 0 ? ['m/x.qtrace', null] : ['m', 'file-access']
    expect(found).toEqual([['a.qtrace', null], readable, ['z.qtrace', null]])
  })

  test('[NUM-05] one with more traces than the limit is a problem, and nothing of it is taken', () => {
    const place = fill('full', ['a.qtrace', 'b.qtrace', 'm/c.qtrace'])
    expect(findTraces([place], 3).traces).toHaveLength(3)
    expect(findTraces([place], 2).traces).toMatchObject([{ path: place, problem: { code: 'traces-too-many' } }])
  })

  test('thousands of folders inside each other, as far as the system goes, are no recursion', () => {
    const deep = 'd/'.repeat(900)
    const place = fill('deep', [`${deep}x.qtrace`])
    expect(namesIn([place], place)).toEqual([`${deep}x.qtrace`])
  })
})
