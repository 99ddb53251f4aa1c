// Canonical bytes and hashes: templates beside the canonicalize package, crypto.hash beside noble; bytes compared.
import canonicalize from 'canonicalize'
import { canonicalJson } from '../dist/base/index.js'
import { nodeDigest } from '../dist/shell/node-digest.js'
import { nobleDigest } from '../dist/oracle/noble-digest.js'
import { encodeOperator } from '../dist/ledger/encode.js'
import { compare } from './measure.mjs'
import { operatorStream, runStream } from './subject.mjs'

/** Rows of the bench of canonical forms and hashes per second; throws if a byte differs. */
export async function run({ quick }) {
  const lines = []
  runStream(operatorStream(quick ? 3_000 : 20_000), (line) => lines.push(line))
  const objects = lines.map((line) => JSON.parse(line))
  for (const [index, line] of lines.entries()) {
    if (canonicalize(objects[index]) !== line || canonicalJson(objects[index]) !== line) throw new Error(`line ${index} is not canonical`)
    if (nodeDigest.sha256Hex(line) !== nobleDigest.sha256Hex(line)) throw new Error(`digests of line ${index} differ`)
  }
  const operators = objects.filter(({ type }) => type === 'operator')
  const entries = operators.map((line) => ({
    type: 'operator',
    opId: line.op_id,
    name: line.name,
    params: new Map(Object.entries(line.params)),
    source: null,
    validation: line.validation,
    routing:
      line.routing === null ? null : { backend: line.routing.backend, frameAction: line.routing.frame_action, reason: line.routing.reason },
    drift: line.drift,
    frameId: line.frame_id,
  }))
  let length = 0
  const side = (label, units, work) => ({ label, units, work })
  const rounds = quick ? 3 : 9
  return [
    await compare({
      job: 'canonical form of an operator entry',
      unit: 'entries/s',
      ours: side('template per entry type', entries.length, () => {
        for (const [index, entry] of entries.entries())
          length += encodeOperator(entry, index, operators[index].timestamp).before?.length ?? 1
      }),
      theirs: side('canonicalize package', operators.length, () => {
        for (const object of operators) length += canonicalize(object).length
      }),
      rounds,
    }),
    await compare({
      job: `SHA-256 of ledger lines, ${Math.round(lines.join('').length / lines.length)} bytes on average`,
      unit: 'hashes/s',
      ours: side('crypto.hash', lines.length, () => {
        for (const line of lines) length += nodeDigest.sha256Hex(line).length
      }),
      theirs: side('@noble/hashes', lines.length, () => {
        for (const line of lines) length += nobleDigest.sha256Hex(line).length
      }),
      rounds,
    }),
  ]
}
