import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readYaml } from '../../src/artifact/document.js'
import { loadBundle } from '../../src/artifact/load.js'
import type { Node } from '../../src/artifact/node.js'
import { packNode, unpackNode } from '../../src/artifact/packed-node.js'
import { openLawFiles } from '../../src/shell/law-files.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { fileOfRoot, rootReadBefore } from '../../src/shell/read-before.js'
import { shippedArtifacts } from '../../tools/read-artifacts.mjs'
import { ensureBuilt, root } from '../cli/command.js'
import { runs } from '../seed.js'

const FOLDER = pathToFileURL(join(root, 'dist', 'read', '/'))
const paths: readonly string[] = shippedArtifacts(root)

beforeAll(ensureBuilt, 300_000)

const rootOf = (text: string): Node => {
  const read = readYaml(text, 'a.yaml')
  if (!read.ok) throw new Error('an artifact')
  return read.root
}

describe('[LAW-02] artifacts that were read when the package was built', () => {
  test('are those of every shipped law, each as the reader gives it', () => {
    expect(paths.length).toBeGreaterThan(30)
    const texts = paths.map((path) => readFileSync(path, 'utf8'))
    for (const text of texts) expect(rootReadBefore(text, FOLDER)).toEqual(rootOf(text))
    expect(readdirSync(FOLDER).toSorted()).toEqual([...new Set(texts.map((text) => basename(fileOfRoot(text))))].toSorted())
  })

  test('are no others: one more character and the text is read', () => {
    const text = readFileSync(paths[0] ?? '', 'utf8')
    expect(rootReadBefore(text, FOLDER)).not.toBe(null)
    expect(rootReadBefore(`${text} `, FOLDER)).toBe(null)
    // From the sources there is none.
    expect(rootReadBefore(text)).toBe(null)
  })

  test('give the same law, and the same places of what is found in it later', () => {
    const folder = join(root, 'rules', 'qcompute', '1.1.0')
    const asked: (Node | null)[] = []
    const loadedWith = (before: (text: string) => Node | null) => {
      const { file, ownMachine, shippedMachine } = openLawFiles(folder)
      return loadBundle({ folder, file, ownMachine, shippedMachine, digest: nodeDigest, rootReadBefore: before })
    }
    const [one, other] = [
      loadedWith(() => null),
      loadedWith((text) => {
        asked.push(rootReadBefore(text, FOLDER))
        return asked.at(-1) ?? null
      }),
    ]
    if (!one.ok || !other.ok) throw new Error('the shipped law loads')
    // All artifacts but the inline cases and the head are asked for; the head is one of them.
    expect(asked.filter((node) => node !== null).length).toBeGreaterThan(8)
    expect(other.law).toEqual(one.law)
    const found = { artifact: 'invariants', path: ['invariants', 1, 'name'], code: 'law-table', message: '', expected: '' } as const
    expect(other.problemAt(found)).toEqual(one.problemAt(found))
  })

  test('any node is packed and unpacked', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    const scalar = fc.oneof(fc.string(), number, fc.boolean(), fc.constant(null))
    const { node } = fc.letrec<{ node: Node }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.record({ kind: fc.constant('scalar' as const), start: fc.nat(), value: scalar }),
        fc.record({ kind: fc.constant('list' as const), start: fc.nat(), items: fc.array(tie('node')) }),
        fc.record({
          kind: fc.constant('mapping' as const),
          start: fc.nat(),
          members: fc
            .array(fc.tuple(fc.oneof(fc.string(), fc.constant('__proto__')), fc.record({ keyStart: fc.nat(), node: tie('node') })))
            .map((members) => new Map(members)),
        }),
      ),
    }))
    fc.assert(
      fc.property(node, (one) => {
        expect(unpackNode(JSON.parse(JSON.stringify(packNode(one))))).toEqual(one)
      }),
      runs(200),
    )
  })
})
