/** One bound of the system: how much, of what, and why. Reaching it is the outcome "exhausted", never a crash. */
export interface Limit {
  readonly value: number
  readonly unit: string
  readonly meaning: string
}

const MEBI = 1_048_576

/** Every bound that the system has. No other file states one. */
export const LIMITS = {
  artifactBytes: { value: MEBI, unit: 'bytes', meaning: 'size of one rule or machine file' },
  artifactDepth: { value: 32, unit: 'levels', meaning: 'nesting of one rule or machine file' },
  artifactNodes: { value: 200_000, unit: 'nodes', meaning: 'scalars, lists and maps in one rule or machine file' },
  conditionDepth: { value: 16, unit: 'levels', meaning: 'nesting of all, any and not in one condition' },
  rulesPerTable: { value: 20_000, unit: 'rules', meaning: 'rules in one decision table' },
  tableCells: { value: 65_536, unit: 'cells', meaning: 'product of fact domains that is compiled to one table' },
  machineConfigurations: { value: 4096, unit: 'configurations', meaning: 'state configurations of one machine' },
  programBytes: { value: 64 * MEBI, unit: 'bytes', meaning: 'size of one program file' },
  programItems: { value: 5_000_000, unit: 'items', meaning: 'items of one program' },
  itemTextBytes: { value: 65_536, unit: 'bytes', meaning: 'UTF-8 form of one program item' },
  invocationBytes: { value: 4096, unit: 'bytes', meaning: 'UTF-8 form of one operator invocation' },
  paramCount: { value: 64, unit: 'parameters', meaning: 'parameters of one operator invocation' },
  paramsBytes: { value: 65_536, unit: 'bytes', meaning: 'canonical JSON of the parameters of one invocation' },
  tokenCharsMax: { value: 256, unit: 'code units', meaning: 'length of one token id' },
  tokensMax: { value: 1_000_000, unit: 'tokens', meaning: 'tokens of one session' },
  transitionsMax: { value: 1_000_000, unit: 'transitions', meaning: 'environment transitions of one session' },
  traceLineBytes: { value: MEBI, unit: 'bytes', meaning: 'UTF-8 form of one line of a trace' },
  jsonDepth: { value: 64, unit: 'levels', meaning: 'nesting of one JSON text' },
  findingsMax: { value: 1000, unit: 'findings', meaning: 'findings of one report; further ones are counted only' },
  qasmBytes: { value: 16 * MEBI, unit: 'bytes', meaning: 'size of one OpenQASM file' },
  qasmExpansion: { value: 5_000_000, unit: 'operations', meaning: 'operations that one OpenQASM file expands to' },
  qasmDepth: { value: 64, unit: 'levels', meaning: 'nesting of gate definitions and expressions of one OpenQASM file' },
} as const satisfies { readonly [name: string]: Limit }

/** The name of one bound. */
export type LimitName = keyof typeof LIMITS
