// npm run bench -- [NAME...] [--quick] [--json FILE]: every figure that the project claims, as ratios measured in one run.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readable } from './measure.mjs'

const folder = dirname(fileURLToPath(import.meta.url))
const known = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.mjs'))
  .map((name) => name.slice(0, -'.bench.mjs'.length))
  .sort()

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' }, help: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !known.includes(name))
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no bench named ${unknown.join(', ')}`)
  console.log(`usage: npm run bench -- [NAME...] [--quick] [--json FILE]\nnames: ${known.join(' ')}`)
  process.exit(unknown.length > 0 ? 2 : 0)
}

function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}

const peers = ['json-rules-engine', 'xstate', 'canonicalize', '@noble/hashes']
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  peers: Object.fromEntries(peers.map((name) => [name, versionOf(name)])),
  quick: values.quick,
}
const versions = peers.map((name) => `${name} ${machine.peers[name]}`)
console.log([`node ${machine.node}`, `${machine.cores} × ${machine.cpu}`, ...versions].join(' · '))

const rows = []
for (const name of positionals.length > 0 ? positionals : known) {
  const bench = await import(`./${name}.bench.mjs`)
  for (const row of await bench.run({ quick: values.quick })) {
    rows.push({ bench: name, ...row })
    const goal = row.goal === null ? '' : `   goal ${row.goal}`
    console.log(`\n${name}: ${row.job}`)
    console.log(`  ${row.ours.label.padEnd(52)} ${readable(row.ours.rate).padStart(9)} ${row.unit}`)
    console.log(`  ${row.theirs.label.padEnd(52)} ${readable(row.theirs.rate).padStart(9)} ${row.unit}`)
    const ratio = row.ratio >= 10 ? row.ratio.toFixed(0) : row.ratio.toFixed(3)
    console.log(`  ratio ${ratio}${goal}${row.note === null ? '' : `   (${row.note})`}`)
  }
}
if (rows.length === 0) {
  console.error('nothing was measured')
  process.exit(1)
}
const target = values.json ?? fileURLToPath(new URL('out/bench.json', import.meta.url))
mkdirSync(dirname(target), { recursive: true })
writeFileSync(target, `${JSON.stringify({ machine, rows }, null, 2)}\n`)
console.log(`\nwritten to ${target}`)
