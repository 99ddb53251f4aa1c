import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { CommanderError } from 'commander'
import { readYaml } from '../../dist/artifact/document.js'
import { readJson } from '../../dist/artifact/json-text.js'
import { loadBundle } from '../../dist/artifact/load.js'
import { jsonOf } from '../../dist/artifact/node.js'
import { decodeProgram } from '../../dist/artifact/program.js'
import { decodeMachine } from '../../dist/artifact/statechart.js'
import { canonicalJson, decodeUtf8 } from '../../dist/base/index.js'
import { styleOf } from '../../dist/cli/style.js'
import { makeProgram } from '../../dist/cli/verbs.js'
import { compileLaw, LimitReached, openSession, parseInvocation } from '../../dist/engine/index.js'
import { checkConsistency } from '../../dist/kernel/consistency.js'
import { parseInvocation as parseInKernel } from '../../dist/kernel/grammar.js'
import { decodeProof } from '../../dist/ledger/proof-document.js'
import { decodeTraceRoot, encodeTraceRoot, traceRootOf } from '../../dist/ledger/trace-root.js'
import { decodeLibrary, importQasm, renderProgram } from '../../dist/qasm/index.js'
import { logicalClock } from '../../dist/shell/clock.js'
import { decodeEnvelope, encodeEnvelope } from '../../dist/shell/dsse.js'
import { decodeSigningKey, decodeVerifyingKey, makeKeyPair } from '../../dist/shell/key-files.js'
import { makeLawStore } from '../../dist/shell/law-store.js'
import { nodeDigest } from '../../dist/shell/node-digest.js'
import { makeNodeVerifier } from '../../dist/shell/replay-trace.js'
import { decodeText } from '../../dist/shell/source-file.js'
import { CIRCUITS, COMMANDS, INVOCATIONS, JSON_TEXTS, LAW, LIBRARY, PROGRAMS, treesOf, UTF8 } from './corpus.mjs'
import { judgeProblems } from './judge.mjs'
import { jsonText, mutateText, mutateTree, ODD_NUMBERS, ODD_TEXTS, TOKENS, yamlText } from './random.mjs'

const FILE = 'input'

/** Texts of one format: valid ones that are changed as text or, where they are trees, as trees. */
const texts = (valid, { trees = null, yaml = false } = {}) => ({
  make: (random) => {
    if (trees === null || random.oneIn(2)) return mutateText(random, random.pick(valid), valid)
    const tree = mutateTree(random, random.pick(trees), trees)
    const text = yaml && random.oneIn(2) ? yamlText(random, tree).replace(/^\n/, '') : jsonText(tree)
    return random.oneIn(8) ? mutateText(random, text, valid) : text
  },
})

// Readers of documents leave it to their callers to sort and cut.
const ALL_KEPT = 10_000

const reading = (read, most = 100) => (text) => {
  const result = read(text)
  if (!result.ok) judgeProblems([result.problems ?? result.error].flat(), new Map([[FILE, text]]), most)
  return result.ok ? { ok: true } : result
}

const lawTexts = [...LAW].filter(([name]) => name.endsWith('.yaml')).map(([, text]) => text)
const lawTrees = treesOf(lawTexts)
const machineTexts = [...LAW].filter(([name]) => name.endsWith('.json'))

const loadTexts = (files) => {
  const machine = (name, version) => {
    const path = `machines/${name}/${version}.json`
    return files.has(path) ? { path, text: files.get(path) } : null
  }
  return loadBundle({
    folder: 'rules',
    file: (name) => files.get(name) ?? null,
    shippedMachine: machine,
    ownMachine: () => null,
    digest: nodeDigest,
    evaluateConsistency: checkConsistency,
  })
}

const ITEMS = ['h(q=0)', 'cx(q1=0, q2=1)', 'swap(q1=1, q2=2)', 'measure(q=0)', 'barrier()', 'pulse(q=0, duration=1, amplitude=1)',
  'nothing(', 'flush()']

/** Runs a few operators under `law`: whatever a loaded law says, its runs replay, or are found to break an invariant of it. */
const runUnder = (law) => {
  let compiled
  try {
    compiled = compileLaw(law)
  } catch (thrown) {
    if (thrown instanceof LimitReached) return
    throw thrown
  }
  const lines = []
  const opened = openSession({
    law: compiled, environment: null, backend: null, sessionId: '00000000-0000-4000-8000-000000000000', clock: logicalClock,
      digest: nodeDigest,
    write: (line) => void lines.push(line),
  })
  assert.ok(opened.ok)
  for (const item of ITEMS) opened.session.applyText(item)
  opened.session.deployToken('t')
  for (const name of law.environments.keys()) opened.session.transition(name)
  for (const item of ITEMS) opened.session.applyText(item)
  opened.session.close()
  const { findings } = replay(Buffer.from(`${lines.join('\n')}\n`), (digest) => (digest === law.digest ? { law, folder: '' } : null))
  for (const finding of findings) assert.equal(finding.code, 'invariant',
    `a run under a lawful law has the finding ${JSON.stringify(finding)}`)
}

const replay = (bytes, byDigest, cuts = []) => {
  const verifier = makeNodeVerifier({ store: { byDigest, problems: [] } })
  let start = 0
  for (const cut of [...cuts, bytes.length]) {
    verifier.push(bytes.subarray(start, cut))
    start = cut
  }
  return verifier.end()
}

const store = makeLawStore([]).value
const shipped = store.chosen().value

const traceLines = () => {
  const lines = []
  const { session } = openSession({
    law: compileLaw(shipped.law), environment: null, backend: null, sessionId: '00000000-0000-4000-8000-000000000000', clock: logicalClock,
    digest: nodeDigest, write: (line) => void lines.push(line),
  })
  for (const item of ITEMS) session.applyText(item)
  session.deployToken('t')
  session.transition('production')
  for (const item of ITEMS) session.applyText(item)
  session.close()
  return lines
}

const TRACE_LINES = traceLines()
const TRACE_TREES = TRACE_LINES.map((line) => treesOf([line])[0])

const mutateTrace = (random) => {
  if (random.oneIn(3)) return mutateText(random, `${TRACE_LINES.join('\n')}\n`, TRACE_LINES)
  const lines = [...TRACE_LINES]
  for (let edits = 1 + random.below(3); edits > 0; edits--) {
    const at = random.below(lines.length)
    const line = lines[at] ?? ''
    const choice = random.below(6)
    if (choice === 0) lines.splice(at, 1)
    else if (choice === 1) lines.splice(at, 0, ...Array.from({ length: 1 + random.below(3) }, () => random.pick(TRACE_LINES)))
    else if (choice < 5) lines[at] = jsonText(mutateTree(random, TRACE_TREES[at] ?? TRACE_TREES[0], TRACE_TREES))
    else lines[at] = mutateText(random, line, TRACE_LINES)
  }
  return `${lines.join('\n')}${random.oneIn(6) ? '' : '\n'}`
}

const library = decodeLibrary(...['includes.yaml', 'operators.yaml'].map((name) => jsonOf(readYaml(LIBRARY.get(name), name).root))).library
const libraryTrees = treesOf(['includes.yaml', 'operators.yaml'].map((name) => LIBRARY.get(name)))

const QASM_WORDS = [
  ...TOKENS, 'qreg q[2];', 'creg c[2];', 'qubit[2] q;', 'bit c;', 'h q[0];', 'cx q[0], q[1];', 'measure q -> c;', 'c = measure q;',
    'reset q;', 'barrier q;', 'rz(pi/2) q;',
  'gate g(t) a { rx(t) a; }', 'g(1) q[0];', 'const int n = 2;', 'let r = q[0:1];', 'for int i in [0:3] { }', 'def f() { }',
    'opaque o a;', 'q[', '0', 'sqrt(2)', 'euler', 'π',
]

const makeCircuit = (random) => {
  if (random.oneIn(2)) return mutateText(random, random.pick(CIRCUITS), CIRCUITS)
  const version = random.pick(['OPENQASM 2.0;\ninclude "qelib1.inc";\n', 'OPENQASM 3.0;\ninclude "stdgates.inc";\n', ''])
  return version + Array.from({ length: random.length(200) }, () => random.pick(QASM_WORDS)).join(random.pick(['', ' ', '\n']))
}

const INVOCATION_WORDS = [...TOKENS, ...ODD_NUMBERS.map(String), 'h', 'q', 'a=', '=1', '"x"', '"\\"', ', b=2', 'true)', 'name(', ')']

const keys = makeKeyPair()
const ENDS = [TRACE_LINES[0], TRACE_LINES.at(-1)].map((line) => JSON.parse(line ?? ''))
const ROOT = canonicalJson(encodeTraceRoot(traceRootOf(...ENDS)))
const ENVELOPE = JSON.stringify(encodeEnvelope(Buffer.from(ROOT), [{ keyid: 'k', sig: Buffer.alloc(64) }]))
const PROVEN = { leaf_index: 0, line: TRACE_LINES[0], path: ['d'.repeat(64)] }
const TREE = { session_id: '00000000-0000-4000-8000-000000000000', tree_size: 3, merkle_root: 'e'.repeat(64) }
const PROOFS = [
  JSON.stringify({ format: 'inclusion-proof/1', ...TREE, entry: PROVEN, header: PROVEN, last: { ...PROVEN, leaf_index: 2 } }),
  JSON.stringify({ format: 'consistency-proof/1', ...TREE, old_size: 1, old_root: 'f'.repeat(64), path: [], header: PROVEN, last: PROVEN }),
]

const folder = mkdtempSync(join(tmpdir(), 'qcompute fuzz '))
const within = join(folder, 'within')
mkdirSync(within)
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const runWords = async (words) => {
  process.chdir(within)
  process.stdout.write = () => true
  const outcomes = []
  const quiet = { writeOut: () => undefined, writeErr: () => undefined, outputError: () => undefined }
  const silence = (command) => {
    command.configureOutput(quiet)
    for (const inner of command.commands) silence(inner)
  }
  const program = makeProgram(styleOf({}, { NO_COLOR: '1' }), (outcome) => void outcomes.push(outcome))
  silence(program)
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    return { usage: thrown.code, message: thrown.message }
  }
  for (const { exit, problems } of outcomes) {
    assert.ok([0, 1, 2, 3].includes(exit), `exit ${exit}`)
    if (problems.length > 0) judgeProblems(problems, new Map())
  }
  return outcomes
}

const program = (text) => {
  const result = decodeProgram(text, FILE)
  if (!result.ok) judgeProblems(result.problems, new Map([[FILE, text]]))
  return result
}

/** Each decoder: how its inputs are made from a source of draws, and what takes them. What it gives is compared between two calls. */
export const DECODERS = {
  yaml: { ...texts([...lawTexts, ...PROGRAMS], { trees: lawTrees, yaml: true }), take: reading((text) => readYaml(text, FILE), ALL_KEPT) },
  json: {
    ...texts(JSON_TEXTS, { trees: treesOf(JSON_TEXTS) }),
    take: (text) => {
      const result = readJson(text, FILE)
      if (!result.ok) judgeProblems(result.problems, new Map([[FILE, text]]), ALL_KEPT)
      else assert.deepEqual(JSON.stringify(jsonOf(result.root)), JSON.stringify(JSON.parse(text)).replace(/([[:,])-0(?=[,}\]])/g, '$10'))
      return result.ok
    },
  },
  law: {
    make: (random) => {
      const name = random.pick([...LAW.keys()])
      const tree = mutateTree(random, treesOf([LAW.get(name)])[0], random.oneIn(3) ? lawTrees : treesOf([LAW.get(name)]))
      const text = name.endsWith('.json') || random.oneIn(2) ? jsonText(tree, ' ') : yamlText(random, tree).replace(/^\n/, '')
      return { name, text: random.oneIn(4) ? mutateText(random, LAW.get(name), lawTexts) : text }
    },
    take: ({ name, text }) => {
      const loaded = loadTexts(new Map([...LAW, [name, text]]))
      if (!loaded.ok) judgeProblems(loaded.problems, new Map([[`rules/${name}`, text], [name, text]]))
      else runUnder(loaded.law)
      return loaded.ok ? loaded.law.digest : loaded.problems
    },
  },
  machine: {
    ...texts(machineTexts.map(([, text]) => text), { trees: treesOf(machineTexts.map(([, text]) => text)) }),
    take: reading((text) => decodeMachine(text, { file: FILE, id: 'frame', version: '1.0.0' }), ALL_KEPT),
  },
  program: { ...texts(PROGRAMS, { trees: treesOf(PROGRAMS), yaml: true }), take: program },
  invocation: {
    make: (random) =>
      random.oneIn(2)
        ? mutateText(random, random.pick(INVOCATIONS), INVOCATIONS)
        : Array.from({ length: random.length(60) }, () => random.pick(INVOCATION_WORDS)).join(''),
    take: (text) => {
      const found = parseInvocation(text)
      assert.ok(isDeepStrictEqual(found, parseInKernel(text)), 'the two readers of invocations differ')
      return found
    },
  },
  qasm: {
    make: makeCircuit,
    take: (text) => {
      const result = importQasm(text, { file: FILE, library })
      if (!result.ok) judgeProblems(result.problems, new Map([[FILE, text]]))
      else if (result.program.items.length < 5000) {
        const again = decodeProgram(renderProgram(result), FILE)
        assert.ok(again.ok && again.program.items.length === result.program.items.length, 'the rendered program is not read again')
      }
      return result
    },
  },
  trace: {
    make: (random) => {
      const bytes = Buffer.from(mutateTrace(random), 'utf8')
      if (random.oneIn(4) && bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256)
      const cuts = Array.from({ length: random.below(4) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b)
      return { bytes, cuts }
    },
    take: ({ bytes, cuts }) => {
      const report = replay(bytes, (digest) => store.byDigest(digest), cuts)
      assert.equal(report.replay.valid, report.findings_total === 0 && report.law !== 'unknown')
      const whole = replay(bytes, (digest) => store.byDigest(digest))
      assert.ok(isDeepStrictEqual(report, whole), 'where a trace is cut into pieces changes its report')
      return report
    },
  },
  utf8: {
    make: (random) => {
      const bytes = Buffer.concat(Array.from({ length: 1 + random.below(4) }, () => random.pick(UTF8)))
      for (let edits = random.below(4); edits > 0; edits--) bytes[random.below(bytes.length)] = random.below(256)
      return bytes
    },
    take: (bytes) => {
      const [ours, nodes] = [decodeUtf8(bytes), decodeText(FILE, bytes)]
      assert.equal(ours.ok, nodes.ok)
      if (ours.ok) assert.equal(ours.value, nodes.value)
      else judgeProblems([nodes.error], new Map([[FILE, bytes.toString('utf8')]]))
      return nodes
    },
  },
  proof: { ...texts(PROOFS, { trees: treesOf(PROOFS) }), take: reading((text) => decodeProof(text, FILE)) },
  envelope: { ...texts([ENVELOPE], { trees: treesOf([ENVELOPE]) }), take: reading((text) => decodeEnvelope(text, FILE)) },
  root: { ...texts([ROOT], { trees: treesOf([ROOT]) }), take: reading((text) => decodeTraceRoot(text, FILE)) },
  key: {
    ...texts(Object.values(keys).filter((text) => typeof text === 'string')),
    take: (text) => {
      const results = [decodeSigningKey(text, FILE), decodeVerifyingKey(text, FILE)]
      for (const result of results) if (!result.ok) judgeProblems([result.error], new Map())
      return results.map((result) => result.ok)
    },
  },
  library: {
    make: (random) => libraryTrees.map((tree) => (random.oneIn(2) ? tree : mutateTree(random, tree, libraryTrees))),
    take: (trees) => {
      const [includes, operators] = trees.map((tree) => readJson(jsonText(tree), FILE))
      if (!includes.ok || !operators.ok) return null
      const result = decodeLibrary(jsonOf(includes.root), jsonOf(operators.root))
      if (!result.ok) for (const { message } of result.problems) assert.ok(message.length < 1000 && !message.includes('\n'))
      else importQasm(CIRCUITS[0], { file: FILE, library: result.library })
      return result
    },
  },
  command: {
    make: (random) => {
      const words = [...random.pick(COMMANDS)]
      for (let edits = random.below(4); edits > 0; edits--) {
        const word = random.pick([...ODD_TEXTS, ...COMMANDS.flat(), '--', '-', '--op', '-1', '--json', '--rules=', '-o', '--no-',
          '--forc', '-V'])
        words.splice(random.below(words.length + 1), random.below(2), random.oneIn(3) ? mutateText(random, word, ODD_TEXTS).slice(0,
          5000) : word)
      }
      // As a system passes them; and no way out of the folder, since a verb may look at whole trees.
      return words.map((word) => word.replaceAll('/', '_').toWellFormed())
    },
    take: runWords,
  },
}
