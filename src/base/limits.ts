/** One bound of the system: how much, of what, and how what exceeds it ends (NUM-05). Never a crash, never a hang. */
export interface Limit {
  readonly value: number
  readonly unit: string
  readonly meaning: string
  readonly exceeded: string
}

const MEBI = 1_048_576
const NO_LOAD = 'the law does not load'
const BAD_INPUT = 'bad input'
const EXHAUSTED = 'exhausted'
const FORM = 'finding form'
const NO_CIRCUIT = 'the circuit is refused'

/** Every bound that the system has. No other file states one. */
export const LIMITS = {
  artifactBytes: { value: MEBI, unit: 'bytes', meaning: 'size of one rule or machine file', exceeded: NO_LOAD },
  artifactDepth: { value: 32, unit: 'levels', meaning: 'nesting of one rule or machine file', exceeded: NO_LOAD },
  artifactNodes: { value: 200_000, unit: 'nodes', meaning: 'scalars, lists and maps in one rule or machine file', exceeded: NO_LOAD },
  conditionDepth: { value: 16, unit: 'levels', meaning: 'nesting of all, any and not in one condition', exceeded: NO_LOAD },
  rulesPerTable: { value: 20_000, unit: 'rules', meaning: 'rules in one decision table', exceeded: NO_LOAD },
  machineConfigurations: { value: 4096, unit: 'configurations', meaning: 'state configurations of one machine', exceeded: NO_LOAD },
  tableCells: {
    value: 65_536,
    unit: 'cells',
    meaning: 'product of fact domains that is enumerated',
    exceeded: `${NO_LOAD} where a check at load needs the cells; closures decide elsewhere`,
  },
  programBytes: { value: 64 * MEBI, unit: 'bytes', meaning: 'size of one program file', exceeded: BAD_INPUT },
  programItems: { value: 5_000_000, unit: 'items', meaning: 'items of one program', exceeded: BAD_INPUT },
  itemTextBytes: { value: 65_536, unit: 'bytes', meaning: 'UTF-8 form of one program item', exceeded: BAD_INPUT },
  invocationBytes: { value: 4096, unit: 'bytes', meaning: 'UTF-8 form of one operator invocation', exceeded: 'the text does not parse' },
  paramCount: { value: 64, unit: 'parameters', meaning: 'parameters of an operator in object form', exceeded: BAD_INPUT },
  paramsBytes: { value: 65_536, unit: 'bytes', meaning: 'canonical JSON of the parameters in object form', exceeded: BAD_INPUT },
  tokenCharsMax: { value: 256, unit: 'code points', meaning: 'length of one token id, or of a name asked for', exceeded: BAD_INPUT },
  tokensMax: { value: 1_000_000, unit: 'tokens', meaning: 'tokens of one session', exceeded: EXHAUSTED },
  transitionsMax: { value: 1_000_000, unit: 'transitions', meaning: 'environment transitions of one session', exceeded: EXHAUSTED },
  traceLineBytes: { value: MEBI, unit: 'bytes', meaning: 'UTF-8 form of one line of a trace', exceeded: FORM },
  jsonDepth: { value: 64, unit: 'levels', meaning: 'nesting of one JSON text', exceeded: `${FORM} in a trace, ${BAD_INPUT} elsewhere` },
  problemsMax: {
    value: 100,
    unit: 'problems',
    meaning: 'problems reported of one bundle or circuit',
    exceeded: 'further ones are dropped',
  },
  findingsMax: { value: 1000, unit: 'findings', meaning: 'findings kept in one report', exceeded: 'further ones are counted only' },
  qasmBytes: { value: 16 * MEBI, unit: 'bytes', meaning: 'size of one OpenQASM file', exceeded: NO_CIRCUIT },
  qasmExpansion: { value: 5_000_000, unit: 'operations', meaning: 'operations that one OpenQASM file expands to', exceeded: NO_CIRCUIT },
  qasmDepth: { value: 64, unit: 'levels', meaning: 'nesting of gate definitions and expressions', exceeded: NO_CIRCUIT },
} as const satisfies { readonly [name: string]: Limit }

/** The name of one bound. */
export type LimitName = keyof typeof LIMITS
