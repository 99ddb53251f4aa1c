import fc from 'fast-check'
import { canonicalJson } from '../../src/base/index.js'
import type { Json } from '../../src/base/index.js'
import { checkProof } from '../../src/ledger/proof-check.js'
import type { ProofFinding } from '../../src/ledger/proof-check.js'
import type { Proof } from '../../src/ledger/proof-document.js'
import { decodeProof, encodeProof } from '../../src/ledger/proof-document.js'
import { makeProofMaker } from '../../src/ledger/proof-maker.js'
import type { ProofRequest } from '../../src/ledger/proof-maker.js'
import { makeMerkleTree } from '../../src/ledger/merkle.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { cx, h, pulse, trace } from '../verifier/fixture.js'

const ITEMS = [
  ...[h, cx, pulse(10, 0.3), 'measure(q=0)', 'barrier(qubits="0")', 'x(', 'nothing(q=0)'],
  ...['token:t1', 'token:\u0000"€😀', '->production', '->nowhere'],
]

/** The lines of random sessions: refusals, texts that do not parse, tokens, transitions, several frames; some are recovered. */
export const linesArbitrary: fc.Arbitrary<readonly string[]> = fc
  .record({ items: fc.array(fc.constantFrom(...ITEMS), { maxLength: 24 }), recover: fc.boolean() })
  .map(({ items, recover }) => trace(items, { recover }))

/** The proof that `request` asks for of these lines, or null. */
export const proofOf = (lines: readonly string[], request: ProofRequest): Proof | null => {
  const maker = makeProofMaker(nodeDigest, request)
  for (const line of lines) maker.take(line)
  return maker.end()
}

/** Every proof about these lines: of each line before the footer and of each earlier state. */
export const everyProof = (lines: readonly string[]): readonly Proof[] =>
  lines.slice(0, -1).flatMap((_, seq) => {
    const proofs = [proofOf(lines, { kind: 'line', seq }), proofOf(lines, { kind: 'prefix', size: seq + 1 })]
    return proofs.filter((proof) => proof !== null)
  })

/** The lines with `change` made to the record of line `seq`, and all hashes made anew: a chain that is sound again. */
export const rewritten = (lines: readonly string[], seq: number, change: (record: { [name: string]: Json }) => void): readonly string[] => {
  const tree = makeMerkleTree(nodeDigest)
  let hash = '0'.repeat(64)
  return lines.map((line, index) => {
    const { hash_self: _self, ...record } = JSON.parse(line) as { [name: string]: Json }
    record['hash_prev'] = hash
    if (index === seq) change(record)
    if (index === lines.length - 1) Object.assign(record, { root: hash, merkle_root: tree.root() })
    hash = nodeDigest.sha256Hex(canonicalJson(record))
    if (index < lines.length - 1) tree.append(hash)
    return canonicalJson({ ...record, hash_self: hash })
  })
}

/** The JSON text of a proof. */
export const proofText = (proof: Proof): string => JSON.stringify(encodeProof(proof))

/** What is found of the text of a proof, without anything from outside; null if it is no proof. */
export const findingsOf = (text: string): readonly ProofFinding[] | null => {
  const decoded = decodeProof(text, 'proof.json')
  if (!decoded.ok) return null
  return checkProof(nodeDigest, decoded.proof, { merkleRoot: null, oldRoot: null, signed: null }).findings
}
