// The architecture as data: DESIGN §3, with the OpenQASM importer as a further pure layer.

const PURE = ['base', 'artifact', 'kernel', 'ledger', 'verifier', 'engine', 'explore', 'analysis', 'checker', 'qasm']

/** For each layer what it may import from: layers (its own is always allowed) and packages; `node:` stands for all of Node. */
export const LAYERS = new Map([
  ['base', { layers: [], packages: [] }],
  ['artifact', { layers: ['base'], packages: ['yaml'] }],
  ['kernel', { layers: ['base', 'artifact'], packages: [] }],
  ['ledger', { layers: ['base', 'artifact'], packages: [] }],
  ['verifier', { layers: ['base', 'artifact', 'kernel', 'ledger'], packages: [] }],
  ['engine', { layers: ['base', 'artifact', 'ledger'], packages: [] }],
  ['explore', { layers: ['base', 'artifact', 'kernel'], packages: [] }],
  ['analysis', { layers: ['base', 'artifact', 'kernel', 'engine', 'explore'], packages: [] }],
  ['checker', { layers: ['base', 'artifact', 'kernel', 'explore'], packages: [] }],
  ['qasm', { layers: ['base', 'artifact'], packages: [] }],
  ['oracle', { layers: ['base', 'artifact', 'kernel'], packages: ['node:', 'json-rules-engine', 'xstate', 'ajv', '@noble/hashes'] }],
  ['shell', { layers: [...PURE, 'oracle'], packages: ['node:', 'json-rules-engine', 'xstate', 'ajv', '@noble/hashes', 'yaml'] }],
  [
    'cli',
    {
      layers: [...PURE, 'oracle', 'shell'],
      packages: ['node:', 'json-rules-engine', 'xstate', 'ajv', '@noble/hashes', 'yaml', 'commander'],
    },
  ],
  ['web', { layers: [...PURE, 'oracle', 'shell'], packages: [] }],
])

/** The layers without effects: no Node, no DOM, no clock, no randomness. */
export const PURE_LAYERS = new Set(PURE)

/** The layer of a path below src/: its folder, and shell for the public face src/index.ts. Undefined outside src/. */
export const layerOf = (path) => {
  const [root, folder, ...rest] = path.split('/')
  if (root !== 'src') return undefined
  return rest.length === 0 ? (folder === 'index.ts' ? 'shell' : folder) : folder
}

/**
 * What must not reach what, by direct or indirect imports that exist at run time; packages go by the names that imports give them.
 * Execution and replay share no deciding code, neither half of the ledger's format knows the other, and a browser has no Node.
 */
export const SEPARATIONS = [
  { from: /^src\/verifier\//, to: /^src\/ledger\/encode[^/]*$/, why: 'the verifier must not use the writer of the format it checks' },
  { from: /^src\/engine\//, to: /^src\/ledger\/decode[^/]*$/, why: 'the engine must not use the reader of the format it writes' },
  { from: /^src\/ledger\/encode[^/]*$/, to: /^src\/ledger\/decode[^/]*$/, why: 'writer and reader must fail apart' },
  { from: /^src\/ledger\/decode[^/]*$/, to: /^src\/ledger\/encode[^/]*$/, why: 'writer and reader must fail apart' },
  { from: /^src\/verifier\//, to: /^src\/engine\//, why: 'execution and replay must not share the code that decides' },
  { from: /^src\/verifier\//, to: /^src\/ledger\/(proof|trace-root)/, why: 'no verdict may rest on the code of proofs' },
  { from: /^src\/ledger\/proof/, to: /^src\/ledger\/merkle/, why: 'proofs have a tree of their own, to be held against the trusted one' },
  { from: /^src\/engine\//, to: /^src\/(kernel|verifier)\//, why: 'execution and replay must not share the code that decides' },
  { from: /^src\/kernel\//, to: /^src\/engine\//, why: 'the two evaluators must not see each other' },
  { from: /^src\/web\//, to: /^(?!src\/|yaml$|@noble\/hashes\/)/, why: 'a browser has yaml and @noble/hashes, and no Node' },
]
