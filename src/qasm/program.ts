/** The parameters of one item by name, in the order of the operator. */
export type ItemParams = ReadonlyMap<string, number | string | boolean>

/** One operator of an imported program. */
export interface ProgramItem {
  readonly op: string
  readonly params: ItemParams
}

/** What an OpenQASM file does, as operators in order, with the file it came from. */
export interface QasmProgram {
  readonly source: string
  readonly items: readonly ProgramItem[]
}

/** Statements as written in the file: registers broadcast, definitions not expanded. `gates` is sorted by name in code-unit order. */
export interface QasmCounts {
  readonly gates: ReadonlyMap<string, number>
  /** `measure` and `reset` per qubit, `barrier` per statement. */
  readonly nonUnitary: { readonly measure: number; readonly reset: number; readonly barrier: number }
  /** Gate statements before broadcast. */
  readonly gateStatements: number
  /** Gate applications: the sum of `gates`. */
  readonly operators: number
}

/** Names and sizes in order of declaration; a single qubit or bit has size 1. */
export interface QasmRegisters {
  readonly qubits: readonly (readonly [name: string, size: number])[]
  readonly bits: readonly (readonly [name: string, size: number])[]
}

/** `counts` in its wire form. The map of gates has no prototype, so that any gate name is just a key. */
export interface CountsJson {
  readonly gates: { readonly [name: string]: number }
  readonly non_unitary: { readonly measure: number; readonly reset: number; readonly barrier: number }
  readonly gate_statements: number
  readonly operators: number
}

/** The wire form of the counts (SEMANTICS 8, `import qasm --json`). */
export const encodeCounts = (counts: QasmCounts): CountsJson => {
  const gates = Object.create(null) as { [name: string]: number } // no prototype: `__proto__` is a name like others
  for (const [name, count] of counts.gates) gates[name] = count
  return { gates, non_unitary: { ...counts.nonUnitary }, gate_statements: counts.gateStatements, operators: counts.operators }
}
