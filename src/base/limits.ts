/** One bound of the system: how much, of what, and how what exceeds it ends (NUM-05). Never a crash, never a hang. */
export interface Limit {
  readonly value: number
  readonly unit: string
  readonly meaning: string
  /** Code of the problem, or of the finding, that says so; null where nothing is refused for it. */
  readonly code: string | null
  readonly exceeded: string
}

const MEBI = 1_048_576
const NO_LOAD = 'the law does not load'
const BAD_INPUT = 'bad input'
const EXHAUSTED = 'exhausted'
const FORM = 'a finding: the line counts as broken'
const NO_CIRCUIT = 'the circuit is refused'

/** Every bound that the system has. No other file states one. */
export const LIMITS = {
  artifactBytes: { value: MEBI, unit: 'bytes', meaning: 'size of one rule or machine file', code: 'file-too-large', exceeded: NO_LOAD },
  artifactDepth: { value: 32, unit: 'levels', meaning: 'nesting of one rule or machine file', code: 'file-too-deep', exceeded: NO_LOAD },
  artifactNodes: {
    value: 200_000,
    unit: 'nodes',
    meaning: 'scalars, lists and maps in one rule or machine file',
    code: 'file-too-many-nodes',
    exceeded: NO_LOAD,
  },
  conditionDepth: {
    value: 16,
    unit: 'levels',
    meaning: 'nesting of all, any and not in one condition',
    code: 'condition-too-deep',
    exceeded: NO_LOAD,
  },
  decoratorCount: { value: 16, unit: 'decorators', meaning: 'decorators of one test', code: 'value-outside', exceeded: NO_LOAD },
  rulesPerTable: { value: 20_000, unit: 'rules', meaning: 'rules in one decision table', code: 'rules-too-many', exceeded: NO_LOAD },
  machineConfigurations: {
    value: 4096,
    unit: 'configurations',
    meaning: 'state configurations of one machine',
    code: 'limit-reached',
    exceeded: EXHAUSTED,
  },
  machineGuards: { value: 30, unit: 'guards', meaning: 'guards of one machine', code: 'limit-reached', exceeded: EXHAUSTED },
  eventGuards: {
    value: 12,
    unit: 'guards',
    meaning: 'guards that one event asks for in one state',
    code: 'limit-reached',
    exceeded: EXHAUSTED,
  },
  priorityMax: { value: 1_000_000, unit: 'as a number', meaning: 'priority of a rule', code: 'value-outside', exceeded: NO_LOAD },
  tableCells: {
    value: 65_536,
    unit: 'cells',
    meaning: 'product of fact domains that is enumerated',
    code: 'consistency-undecided',
    exceeded: `${NO_LOAD} where a check at load needs the cells; closures decide elsewhere`,
  },
  tableEvaluations: {
    value: 4 * MEBI,
    unit: 'evaluations',
    meaning: 'tests of rules that comparing the statements of one law takes, counted before they are made',
    code: 'consistency-undecided',
    exceeded: NO_LOAD,
  },
  recallCases: {
    value: 32,
    unit: 'cases',
    meaning: 'ways in which one operator was asked for, or in which that ended, whose decisions the kernel remembers',
    code: null,
    exceeded: 'the kernel forgets them and begins anew',
  },
  programBytes: { value: 64 * MEBI, unit: 'bytes', meaning: 'size of one program file', code: 'file-too-large', exceeded: BAD_INPUT },
  freeProgramBytes: {
    value: 2 * MEBI,
    unit: 'bytes',
    meaning: 'size of a program in YAML that is not an item a line',
    code: 'file-too-large',
    exceeded: BAD_INPUT,
  },
  freeProgramNodes: {
    value: 200_000,
    unit: 'nodes',
    meaning: 'values of a program that is not an item a line',
    code: 'file-too-many-nodes',
    exceeded: BAD_INPUT,
  },
  programItems: { value: 5_000_000, unit: 'items', meaning: 'items of one program', code: 'value-outside', exceeded: BAD_INPUT },
  itemTextBytes: { value: 65_536, unit: 'bytes', meaning: 'UTF-8 form of one program item', code: 'value-outside', exceeded: BAD_INPUT },
  invocationBytes: {
    value: 4096,
    unit: 'bytes',
    meaning: 'UTF-8 form of one operator invocation',
    code: null,
    exceeded: 'the text does not parse',
  },
  paramCount: {
    value: 64,
    unit: 'parameters',
    meaning: 'parameters of an operator in object form',
    code: 'value-outside',
    exceeded: BAD_INPUT,
  },
  paramsBytes: {
    value: 65_536,
    unit: 'bytes',
    meaning: 'canonical JSON of the parameters in object form',
    code: 'value-outside',
    exceeded: BAD_INPUT,
  },
  tokenCharsMax: {
    value: 256,
    unit: 'code points',
    meaning: 'length of one name, or of one token id',
    code: 'name-ill-formed',
    exceeded: BAD_INPUT,
  },
  tokensMax: { value: 1_000_000, unit: 'tokens', meaning: 'tokens of one session', code: 'limit-reached', exceeded: EXHAUSTED },
  transitionsMax: {
    value: 1_000_000,
    unit: 'transitions',
    meaning: 'environment transitions of one session',
    code: 'limit-reached',
    exceeded: EXHAUSTED,
  },
  lineageBytes: {
    value: MEBI - 8192,
    unit: 'bytes',
    meaning: 'names of the environments that one session asks for, and three bytes for each: a footer holds them',
    code: 'limit-reached',
    exceeded: EXHAUSTED,
  },
  traceLineBytes: { value: MEBI, unit: 'bytes', meaning: 'UTF-8 form of one line of a trace', code: 'form', exceeded: FORM },
  formulaUnits: { value: 4096, unit: 'code units', meaning: 'length of one formula', code: 'formula-unsupported', exceeded: 'no verdict' },
  formulaDepth: { value: 256, unit: 'levels', meaning: 'nesting of one formula', code: 'formula-unsupported', exceeded: 'no verdict' },
  formulaPropositions: {
    value: 24,
    unit: 'propositions',
    meaning: 'propositions of one formula',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  automatonStates: {
    value: 1024,
    unit: 'states',
    meaning: 'states of the automaton of one formula',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  automatonBranches: {
    value: 4096,
    unit: 'branches',
    meaning: 'ways to meet one formula at one position, before those that others cover are dropped',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  automatonMoves: {
    value: 65_536,
    unit: 'moves',
    meaning: 'moves of the automaton of one formula',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  prefixStates: {
    value: 16_384,
    unit: 'states',
    meaning: 'states of the automaton that tells the shortest prefix',
    code: null,
    exceeded: 'the counterexample is not said to be the shortest',
  },
  acceptanceSets: {
    value: 20,
    unit: 'sets',
    meaning: 'promises of one formula and fairness assumed with it, strong fairness counted twice',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  productStates: {
    value: 64 * MEBI,
    unit: 'pairs',
    meaning: 'states of the model times states of the automaton',
    code: null,
    exceeded: 'inconclusive',
  },
  exactStates: {
    value: 16 * 1_048_576,
    unit: 'pairs',
    meaning: 'states of the model times states of the automaton that finds the shortest lasso',
    code: null,
    exceeded: 'the lasso is not said to be the shortest',
  },
  lassoWork: {
    value: 5_000_000,
    unit: 'edges',
    meaning: 'edges that the search for the shortest lasso looks at',
    code: null,
    exceeded: 'the lasso is not said to be the shortest',
  },
  modelTokenValues: {
    value: MEBI, unit: 'values', meaning: 'orders of deployed tokens that a model tells apart', code: null, exceeded: 'inconclusive',
  },
  modelDriftValues: {
    value: 65_536, unit: 'values', meaning: 'drift totals of a frame that a model tells apart', code: null, exceeded: 'inconclusive',
  },
  certificateBytes: {
    value: 256 * MEBI, unit: 'bytes', meaning: 'size of one certificate', code: 'file-too-large', exceeded: BAD_INPUT,
  },
  proofBytes: { value: 8 * MEBI, unit: 'bytes', meaning: 'size of one proof file', code: 'file-too-large', exceeded: BAD_INPUT },
  proofPath: { value: 53, unit: 'hashes', meaning: 'path of one proof', code: 'value-outside', exceeded: BAD_INPUT },
  envelopeBytes: { value: MEBI, unit: 'bytes', meaning: 'size of one file of signatures', code: 'file-too-large', exceeded: BAD_INPUT },
  envelopeSignatures: { value: 64, unit: 'signatures', meaning: 'signatures over one trace', code: 'value-outside', exceeded: BAD_INPUT },
  keyFileBytes: { value: 65_536, unit: 'bytes', meaning: 'size of one key file', code: 'file-too-large', exceeded: BAD_INPUT },
  jsonDepth: { value: 64, unit: 'levels', meaning: 'nesting of one line of a trace', code: 'form', exceeded: FORM },
  tracesMax: {
    value: 1_000_000,
    unit: 'traces',
    meaning: 'traces below one folder that is replayed',
    code: 'traces-too-many',
    exceeded: BAD_INPUT,
  },
  jobsMax: { value: 64, unit: 'threads', meaning: 'traces that one replay verifies at once', code: null, exceeded: 'bad usage' },
  problemsMax: {
    value: 100,
    unit: 'problems',
    meaning: 'problems reported of one bundle or circuit',
    code: null,
    exceeded: 'further ones are dropped',
  },
  findingsMax: {
    value: 1000,
    unit: 'findings',
    meaning: 'findings kept in one report',
    code: null,
    exceeded: 'further ones are counted only',
  },
  qasmBytes: { value: 16 * MEBI, unit: 'bytes', meaning: 'size of one OpenQASM file', code: 'file-too-large', exceeded: NO_CIRCUIT },
  qasmExpansion: {
    value: 5_000_000,
    unit: 'operations',
    meaning: 'operations that one OpenQASM file expands to',
    code: 'qasm-limit',
    exceeded: NO_CIRCUIT,
  },
  qasmNumberUnits: { value: 1024, unit: 'characters', meaning: 'length of one number', code: 'qasm-syntax', exceeded: NO_CIRCUIT },
  qasmDepth: {
    value: 64,
    unit: 'levels',
    meaning: 'nesting of gate definitions and expressions',
    code: 'qasm-limit',
    exceeded: NO_CIRCUIT,
  },
} as const satisfies { readonly [name: string]: Limit }

/** The name of one bound. */
export type LimitName = keyof typeof LIMITS
