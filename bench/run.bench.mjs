// The whole of run (decide, encode, chain, tree, write) beside three others: the naive pipeline, the hashes alone, and encoder plus hashes.
import canonicalize from 'canonicalize'
import { hash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createActor } from 'xstate'
import { encodeEntry, lineOf, preimageOf } from '../dist/ledger/encode.js'
import { makeMerkleTree } from '../dist/ledger/merkle.js'
import { nodeDigest } from '../dist/shell/node-digest.js'
import { nobleDigest } from '../dist/oracle/noble-digest.js'
import { makeRulesOracle } from '../dist/oracle/rules-oracle.js'
import { lifecycleMachines } from '../dist/oracle/xstate.js'
import { compare } from './measure.mjs'
import { kernel, law, operatorStream, runStream } from './subject.mjs'

const member = (json, ...path) => path.reduce((value, key) => (value instanceof Map ? value.get(key) : value[key]), json)

/** Facts of each operator, precomputed by the kernel, so that the naive side pays for deciding and writing only. */
function factsOf(stream) {
  let { state } = kernel.open({ environment: null, backend: 'auto' })
  return stream.map(({ name, params }) => {
    const event = { kind: 'operator', name, params, timestamp: '' }
    const facts = kernel.facts(state, event)
    state = kernel.step(state, event).state
    return facts
  })
}

/** json-rules-engine per decision, an XState actor per frame event, canonicalize and noble per line; entries are the ledger's. */
function naivePipeline(facts, lines) {
  const validator = makeRulesOracle(member(law.source.artifacts.get('validation'), 'tables', 'operator', 'rules'))
  const router = makeRulesOracle(member(law.source.artifacts.get('routing'), 'table', 'rules'))
  const objects = lines.map((line) => JSON.parse(line))
  return async () => {
    const frames = createActor(lifecycleMachines(law).frame).start()
    let previous = '0'.repeat(64)
    let next = 0
    for (const object of objects) {
      const { hash_self: written, ...body } = object
      if (object.type === 'operator') {
        const values = facts[next++]
        const read = (fact) => values.get(fact)
        const refusal = await validator.decide(read)
        if ((refusal.event?.type ?? null) !== object.validation.reason) throw new Error(`verdicts differ at seq ${object.seq}`)
        if (refusal.event === null) {
          const routed = await router.decide(read)
          if (routed.event.type !== object.routing.reason) throw new Error(`reasons differ at seq ${object.seq}`)
          frames.send({ type: member(routed.event.params, 'frame_action') })
        }
      }
      const self = nobleDigest.sha256Hex(canonicalize({ ...body, hash_prev: previous }))
      if (self !== written) throw new Error(`hashes differ at seq ${object.seq}`)
      canonicalize({ ...body, hash_prev: previous, hash_self: self })
      previous = self
    }
  }
}

const routingOf = (routing) => routing && { backend: routing.backend, frameAction: routing.frame_action, reason: routing.reason }

/** The entry that an operator's or a frame's line captures, as the encoder takes it. */
function entryOf(line) {
  if (line.type === 'operator') {
    const { op_id: opId, name, params, validation, routing, drift, frame_id: frameId } = line
    const given = { name, params: new Map(Object.entries(params)), source: null }
    return { type: 'operator', opId, ...given, validation, routing: routingOf(routing), drift, frameId }
  }
  const { frame_id: frameId, environment, backend, tier, frame_backend: own, frame_drift: drift, operators, timestamp_open: opened } = line
  const frameBackend = { id: own.id, tierSupport: own.tier_support, driftProfile: own.drift_profile }
  const frameDrift = { total: drift.total, max: drift.max, environmentBound: drift.environment_bound, bound: drift.bound }
  return { type: 'frame', frameId, environment, backend, tier, frameBackend, frameDrift, operators, timestampOpen: opened }
}

/** Encodes, hashes and chains ready entries at ready times, and grows the tree; throws if the last hash is not that of the run. */
function encodeOnly(lines) {
  const objects = lines.map((line) => JSON.parse(line))
  const inner = objects.filter(({ type }) => type === 'operator' || type === 'frame')
  const work = inner.map((line) => ({ entry: entryOf(line), seq: line.seq, timestamp: line.timestamp }))
  const first = objects[0].hash_self
  return () => {
    const tree = makeMerkleTree(nodeDigest)
    let hashPrev = first
    let units = 0
    for (const { entry, seq, timestamp } of work) {
      const encoded = encodeEntry(entry, seq, timestamp)
      const preimage = preimageOf(encoded, hashPrev)
      hashPrev = nodeDigest.sha256Hex(preimage)
      units += lineOf(encoded, preimage, hashPrev).length
      tree.append(hashPrev)
    }
    if (hashPrev !== inner.at(-1).hash_self || units === 0) throw new Error('the encoder alone gives another hash')
  }
}

/** Rows of the bench of executed entries per second; throws if verdicts or hashes differ. */
export async function run({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'qcompute-bench-'))
  try {
    const stream = operatorStream(quick ? 10_000 : 100_000)
    const few = stream.slice(0, quick ? 300 : 1_000)
    const fewLines = []
    runStream(few, (line) => fewLines.push(line))
    const lines = []
    runStream(stream, (line) => lines.push(line))
    const preimages = lines.map((line) => line.replace(/"hash_self":"[0-9a-f]{64}",/, ''))

    /** Writes lines in blocks, as the trace writer of the command does. */
    function toFile() {
      const file = openSync(join(folder, 'run.qtrace'), 'w')
      let block = ''
      runStream(stream, (line) => {
        block += `${line}\n`
        if (block.length > 1 << 16) {
          writeSync(file, block)
          block = ''
        }
      })
      writeSync(file, block)
      closeSync(file)
    }
    let length = 0
    const ours = { label: 'run: decide, encode, chain, tree, write', units: lines.length, work: toFile }
    const shared = { unit: 'entries/s', ours, rounds: quick ? 3 : 7 }
    return [
      await compare({
        ...shared,
        job: 'run against the naive pipeline (verdicts and hashes equal)',
        theirs: {
          label: 'json-rules-engine, XState, canonicalize, noble',
          units: fewLines.length,
          work: naivePipeline(factsOf(few), fewLines),
        },
      }),
      await compare({
        ...shared,
        job: 'run against its encoder and hashes without the rest',
        theirs: { label: 'ready entries: encode, chain, tree', units: lines.length, work: encodeOnly(lines) },
        goal: '>= 0.8',
      }),
      await compare({
        ...shared,
        job: 'run against its hashes alone over ready text',
        theirs: {
          label: 'crypto.hash of each line and tree node',
          units: lines.length,
          work: () => {
            for (const text of preimages) length += hash('sha256', text).length + hash('sha256', text.slice(0, 65)).length
          },
        },
        goal: '>= 0.25',
        note: length > 0 ? 'first aim: 100 k entries/s on one core' : null,
      }),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
