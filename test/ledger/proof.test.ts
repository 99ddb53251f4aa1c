import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeMerkleTree } from '../../src/ledger/merkle.js'
import { makeProvingTree } from '../../src/ledger/proof-tree.js'
import { rootOfInclusion, rootsOfConsistency } from '../../src/ledger/proof.js'
import { nobleDigest } from '../../src/oracle/noble-digest.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'

const sha = (...parts: Uint8Array[]): string => createHash('sha256').update(Buffer.concat(parts)).digest('hex')
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const inner = (left: string, right: string): string => sha(Buffer.of(1), bytes(left), bytes(right))

const powerBelow = (size: number): number => {
  let k = 1
  while (2 * k < size) k *= 2
  return k
}

/** MTH of RFC 6962 §2.1, over leaf hashes. */
const treeHash = (leaves: readonly string[]): string => {
  if (leaves.length === 1) return leaves[0] as string
  const k = powerBelow(leaves.length)
  return inner(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

/** PATH of RFC 6962 §2.1.1, as written there. */
const auditPath = (m: number, leaves: readonly string[]): readonly string[] => {
  if (leaves.length === 1) return []
  const k = powerBelow(leaves.length)
  if (m < k) return [...auditPath(m, leaves.slice(0, k)), treeHash(leaves.slice(k))]
  return [...auditPath(m - k, leaves.slice(k)), treeHash(leaves.slice(0, k))]
}

/** SUBPROOF of RFC 6962 §2.1.2, as written there. */
const subproof = (m: number, leaves: readonly string[], isWhole: boolean): readonly string[] => {
  if (m === leaves.length) return isWhole ? [] : [treeHash(leaves)]
  const k = powerBelow(leaves.length)
  if (m <= k) return [...subproof(m, leaves.slice(0, k), isWhole), treeHash(leaves.slice(k))]
  return [...subproof(m - k, leaves.slice(k), false), treeHash(leaves.slice(0, k))]
}

const leavesOf = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => sha(Buffer.from(`leaf ${index}`)))

const proveLeaf = (leaves: readonly string[], index: number): readonly string[] => {
  const tree = makeProvingTree(nodeDigest)
  let proof: () => readonly string[] = () => []
  for (const [at, leaf] of leaves.entries()) {
    tree.append(leaf)
    if (at === index) proof = tree.followLeaf().proof
  }
  return proof()
}

const proveTree = (leaves: readonly string[], size: number): readonly string[] => {
  const tree = makeProvingTree(nodeDigest)
  let proof: () => readonly string[] = () => []
  for (const [at, leaf] of leaves.entries()) {
    tree.append(leaf)
    if (at + 1 === size) proof = tree.followTree().proof
  }
  return proof()
}

// The leaves, roots and proofs that implementations of Certificate Transparency share. Their leaf hash is SHA-256(0x00 ‖ leaf).
const SHARED = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((leaf) =>
  sha(Buffer.of(0), bytes(leaf)),
)
const SHARED_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const H_1 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7'
const H_23 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'
const H_4567 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'
const H_4 = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b'
const H_45 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a'
const H_67 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'
const root = (size: number): string => SHARED_ROOTS[size - 1] ?? ''

describe('[PRF-04] the published vectors of RFC 6962', () => {
  // Index from 0, size of the tree, audit path.
  const inclusions: readonly (readonly [number, number, readonly string[]])[] = [
    [0, 1, []],
    [0, 8, [H_1, H_23, H_4567]],
    [5, 8, [H_4, H_67, root(4)]],
    [2, 3, [root(2)]],
    [1, 5, [root(1), H_23, H_4]],
  ]
  test.each(inclusions)('audit path of leaf %i of %i', (index, size, path) => {
    expect(proveLeaf(SHARED.slice(0, size), index)).toEqual(path)
    const leafHash = SHARED[index] ?? ''
    expect(rootOfInclusion(nodeDigest, { leafHash, leafIndex: index, treeSize: size, path })).toBe(root(size))
  })

  const consistencies: readonly (readonly [number, number, readonly string[]])[] = [
    [1, 1, []],
    [1, 8, [H_1, H_23, H_4567]],
    [6, 8, [H_45, H_67, root(4)]],
    [2, 5, [H_23, H_4]],
  ]
  test.each(consistencies)('consistency proof of %i and %i', (oldSize, size, path) => {
    expect(proveTree(SHARED.slice(0, size), oldSize)).toEqual(path)
    const roots = rootsOfConsistency(nodeDigest, { oldSize, oldRoot: root(oldSize), treeSize: size, path })
    expect(roots).toEqual({ old: root(oldSize), current: root(size) })
  })

  test('the example of §2.1.3: seven leaves', () => {
    const [a, b, c, d, e, f, j] = leavesOf(7) as [string, string, string, string, string, string, string]
    const [g, h, i] = [inner(a, b), inner(c, d), inner(e, f)]
    const k = inner(g, h)
    const l = inner(i, j)
    const seven = leavesOf(7)
    expect(proveLeaf(seven, 0)).toEqual([b, h, l])
    expect(proveLeaf(seven, 3)).toEqual([c, g, l])
    expect(proveLeaf(seven, 4)).toEqual([f, j, k])
    expect(proveLeaf(seven, 6)).toEqual([i, k])
    expect(proveTree(seven, 3)).toEqual([c, d, g, l])
    expect(proveTree(seven, 4)).toEqual([l])
    expect(proveTree(seven, 6)).toEqual([i, j, k])
  })
})

const SIZE_MAX = 40

describe('every leaf and every prefix of small trees', () => {
  test('[PRF-04] [PRF-11] audit paths are those of the recursive definition and lead to the root that replay trusts', () => {
    for (let size = 1; size <= SIZE_MAX; size++) {
      const leaves = leavesOf(size)
      const trusted = makeMerkleTree(nobleDigest)
      for (const leaf of leaves) trusted.append(leaf)
      for (const [index, leafHash] of leaves.entries()) {
        const path = proveLeaf(leaves, index)
        expect(path).toEqual(auditPath(index, leaves))
        expect(rootOfInclusion(nodeDigest, { leafHash, leafIndex: index, treeSize: size, path })).toBe(trusted.root())
      }
    }
  })

  test('[PRF-04] [PRF-12] consistency proofs are those of the recursive definition and lead to both roots', () => {
    for (let size = 1; size <= SIZE_MAX; size++) {
      const leaves = leavesOf(size)
      const current = treeHash(leaves)
      for (let oldSize = 1; oldSize <= size; oldSize++) {
        const path = proveTree(leaves, oldSize)
        expect(path).toEqual(subproof(oldSize, leaves, true))
        const old = treeHash(leaves.slice(0, oldSize))
        expect(rootsOfConsistency(nodeDigest, { oldSize, oldRoot: old, treeSize: size, path })).toEqual({ old, current })
      }
    }
  })

  test('[PRF-11] no other index and no longer or shorter path leads there', () => {
    for (let size = 1; size <= 20; size++) {
      const leaves = leavesOf(size)
      const rootHash = treeHash(leaves)
      for (const [index, leafHash] of leaves.entries()) {
        const path = auditPath(index, leaves)
        const lead = (more: Partial<Parameters<typeof rootOfInclusion>[1]>): string | null =>
          rootOfInclusion(nodeDigest, { leafHash, leafIndex: index, treeSize: size, path, ...more })
        for (let other = 0; other <= size + 2; other++) if (other !== index) expect(lead({ leafIndex: other })).not.toBe(rootHash)
        expect(lead({ path: [...path, rootHash] })).toBeNull()
        if (path.length > 0) expect(lead({ path: path.slice(1) })).toBeNull()
      }
    }
  })

  test('[PRF-12] no other old size, old root or path is consistent', () => {
    for (let size = 2; size <= 20; size++) {
      const leaves = leavesOf(size)
      const current = treeHash(leaves)
      for (let oldSize = 1; oldSize <= size; oldSize++) {
        const [path, oldRoot] = [subproof(oldSize, leaves, true), treeHash(leaves.slice(0, oldSize))]
        const holds = (more: Partial<Parameters<typeof rootsOfConsistency>[1]>): boolean => {
          const claim = { oldSize, oldRoot, treeSize: size, path, ...more }
          const roots = rootsOfConsistency(nodeDigest, claim)
          return roots !== null && roots.old === claim.oldRoot && roots.current === current
        }
        expect(holds({})).toBe(true)
        for (let other = 0; other <= size + 1; other++) if (other !== oldSize) expect(holds({ oldSize: other })).toBe(false)
        expect(holds({ oldRoot: sha(Buffer.from('another')) })).toBe(false)
        expect(holds({ path: [...path, current] })).toBe(false)
        if (path.length > 0) expect(holds({ path: path.slice(0, -1) })).toBe(false)
      }
    }
  })
})

test('[PRF-11] [PRF-12] indices and sizes up to 2⁵³ end, whatever the path', () => {
  const count = fc.oneof(fc.nat(), fc.maxSafeNat())
  const hash = fc.nat(7).map((index) => SHARED[index] ?? '')
  fc.assert(
    fc.property(count, count, fc.array(hash, { maxLength: 60 }), hash, (first, second, path, leafHash) => {
      const found = rootOfInclusion(nodeDigest, { leafHash, leafIndex: first, treeSize: second, path })
      if (first >= second) expect(found).toBeNull()
      rootsOfConsistency(nodeDigest, { oldSize: first, oldRoot: leafHash, treeSize: second, path })
    }),
    runs(300),
  )
})

test('[PRF-05] a tree that proves follows any leaf and any size at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.nat(299), { maxLength: 6 }), (size, chosen) => {
      const leaves = leavesOf(size)
      const tree = makeProvingTree(nodeDigest)
      const proofs: { readonly at: number; readonly leaf: () => readonly string[]; readonly whole: () => readonly string[] }[] = []
      for (const [at, leaf] of leaves.entries()) {
        tree.append(leaf)
        if (chosen.includes(at)) {
          tree.followLeaf()
          proofs.push({ at, leaf: tree.followLeaf().proof, whole: tree.followTree().proof })
        }
      }
      expect(tree.root()).toBe(treeHash(leaves))
      for (const { at, leaf, whole } of proofs) {
        expect(leaf()).toEqual(auditPath(at, leaves))
        expect(whole()).toEqual(subproof(at + 1, leaves, true))
      }
    }),
    runs(60),
  )
})
