import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeMerkleTree } from '../../src/ledger/merkle.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'

const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()

/** The tree hash of RFC 6962 §2.1 as it is written there, over given leaf hashes. */
const treeHash = (leaves: readonly Buffer[]): Buffer => {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return leaves[0] as Buffer
  let k = 1
  while (2 * k < leaves.length) k *= 2
  return sha(Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

// The leaves and roots of RFC 6962 test vectors as Certificate Transparency implementations share them.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const leafHash = (hex: string): Buffer => sha(Buffer.of(0), Buffer.from(hex, 'hex'))

describe('Merkle tree', () => {
  test('[LED-08] the shared vectors of RFC 6962, inner nodes over given leaf hashes', () => {
    const tree = makeMerkleTree(nodeDigest)
    expect(tree.root()).toBe(sha().toString('hex'))
    for (const [index, leaf] of LEAVES.entries()) {
      tree.append(leafHash(leaf).toString('hex'))
      expect(tree.root()).toBe(ROOTS[index])
      expect(treeHash(LEAVES.slice(0, index + 1).map(leafHash)).toString('hex')).toBe(ROOTS[index])
    }
  })

  test('[LED-08] equals the recursive definition at every size', () => {
    const tree = makeMerkleTree(nodeDigest)
    const leaves: Buffer[] = []
    for (let size = 1; size <= 260; size++) {
      const leaf = sha(Buffer.from(String(size)))
      leaves.push(leaf)
      tree.append(leaf.toString('hex'))
      expect(tree.size).toBe(size)
      expect(tree.root()).toBe(treeHash(leaves).toString('hex'))
    }
  })

  test('[LED-08] [LED-14] resumed from its peaks it is the same tree, and grows with the logarithm', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.nat(100), (before, after) => {
        const leaf = (index: number): string => sha(Buffer.from(String(index))).toString('hex')
        const whole = makeMerkleTree(nodeDigest)
        for (let index = 0; index < before; index++) whole.append(leaf(index))
        expect(whole.peaks().length).toBeLessThanOrEqual(10)
        const resumed = makeMerkleTree(nodeDigest, { size: before, peaks: whole.peaks() })
        for (let index = before; index < before + after; index++) {
          whole.append(leaf(index))
          resumed.append(leaf(index))
        }
        expect(resumed.root()).toBe(whole.root())
      }),
      runs(40),
    )
  })

  test('[LED-08] a tree is not resumed from peaks that do not fit its size', () => {
    expect(() => makeMerkleTree(nodeDigest, { size: 3, peaks: ['a'.repeat(64)] })).toThrow(/peak/)
  })
})
