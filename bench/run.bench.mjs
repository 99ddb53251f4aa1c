// The whole of run (decide, encode, chain, tree, write) beside three others: the naive pipeline, the hashes alone, and encoder plus hashes.
import canonicalize from 'canonicalize'
import { hash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createActor } from 'xstate'
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
