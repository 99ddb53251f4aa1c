// How reading grows with the text: node test/fuzz/growth.mjs DECODER SIZE NOTE [PATTERN]
// Reads each pattern at SIZE and at four times SIZE. Whoever watches ends it when one takes too long; NOTE names it.
import { openSync, writeSync } from 'node:fs'
import { readYaml } from '../../dist/artifact/document.js'
import { readJson } from '../../dist/artifact/json-text.js'
import { jsonOf } from '../../dist/artifact/node.js'
import { decodeProgram } from '../../dist/artifact/program.js'
import { decodeLibrary, importQasm } from '../../dist/qasm/index.js'
import { LIBRARY } from './corpus.mjs'
import { judgeProblems } from './judge.mjs'
import { CIRCUITS_2, CIRCUITS_3, JSON_TEXTS, PROGRAMS, YAML } from './patterns.mjs'

const FILE = 'f'
const library = decodeLibrary(...['includes.yaml', 'operators.yaml'].map((name) => jsonOf(readYaml(LIBRARY.get(name), name).root))).library
const circuit = (text) => importQasm(text, { file: FILE, library })

const DECODERS = {
  yaml: [YAML, (text) => readYaml(text, FILE), 10_000],
  json: [JSON_TEXTS, (text) => readJson(text, FILE), 10_000],
  program: [PROGRAMS, (text) => decodeProgram(text, FILE), 100],
  qasm2: [CIRCUITS_2, circuit, 100],
  qasm3: [CIRCUITS_3, circuit, 100],
}

const [name, size, note, only] = process.argv.slice(2)
const [patterns, read, most] = DECODERS[name]
const descriptor = openSync(note, 'w')

const spent = (text) => {
  const before = process.cpuUsage()
  const result = read(text)
  const { user, system } = process.cpuUsage(before)
  if (!result.ok) judgeProblems(result.problems, new Map([[FILE, text]]), most)
  return (user + system) / 1000
}

const rows = []
for (const [pattern, make] of Object.entries(patterns)) {
  if (only !== undefined && pattern !== only) continue
  writeSync(descriptor, pattern.padEnd(40), 0)
  const [small, large] = [make(Number(size)), make(4 * Number(size))].map(spent)
  rows.push({ pattern, small, large, ratio: large / small })
}
rows.sort((a, b) => b.large - a.large)
const shown = rows.slice(0, 5).map(({ pattern, small, large, ratio }) =>
  `${pattern} ${small.toFixed(0)} -> ${large.toFixed(0)} ms (${ratio.toFixed(1)})`)
process.stderr.write(`${name}: ${rows.length} patterns at ${size} and ${4 * size} characters; dearest: ${shown.join(', ')}\n`)
