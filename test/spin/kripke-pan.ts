import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Claim } from './kripke-claim.js'
import type { Structure } from './kripke-structure.js'

// One verifier for every case. It reads a structure and up to three claims as tables when it starts. Its one process moves the structure
// by an edge, then each claim by a move that the letter on arrival allows; the choices are SPIN's. What all claims accept is their
// intersection: the turn goes on whenever the claim whose turn it is accepts, and the accept label is passed whenever all had theirs.
const GENERIC = `
c_decl {
  static int *table, loaded = 0;
  static void load(void) {
    if (loaded) return;
    FILE *file = fopen(getenv("KRIPKE_CASE"), "r");
    int size = 0;
    if (!file || fscanf(file, "%d", &size) != 1) { fprintf(stderr, "no case\\n"); exit(9); }
    table = malloc(sizeof(int) * (size_t)size);
    for (int at = 0; at < size; at++) if (fscanf(file, "%d", &table[at]) != 1) { fprintf(stderr, "short case\\n"); exit(9); }
    fclose(file);
    loaded = 1;
  }
  /* table: number of nodes, number of claims, place of the row of each claim, then for each node the place of its list.
     A list is its length and its items. A claim: its number of states, an accept flag for each, then for each state and node
     the place of its list. Node 0 comes before the initial ones. */
  static int *edges(int node) { return table + table[5 + node]; }
  static int *claim(int one) { return table + table[2 + one]; }
  static int *moves(int one, int state, int node) { int *own = claim(one); return table + own[1 + own[0] + state * table[0] + node]; }
  static int accepts(int one, int state) { return one >= table[1] || claim(one)[1 + state]; }
}
int node; int c0; int c1; int c2; int turn; int pick; int count;

inline choose() {
  count > 0;
  do
  :: pick + 1 < count -> pick = pick + 1
  :: break
  od;
  count = 0
}

active proctype Walk() {
  c_code { load(); };
next:
  c_code { now.count = edges(now.node)[0]; };
  choose();
  c_code { now.node = edges(now.node)[1 + now.pick]; now.pick = 0; now.count = moves(0, now.c0, now.node)[0]; };
  choose();
  c_code {
    now.c0 = moves(0, now.c0, now.node)[1 + now.pick];
    now.pick = 0;
    now.count = table[1] > 1 ? moves(1, now.c1, now.node)[0] : 1;
  };
  choose();
  c_code {
    if (table[1] > 1) now.c1 = moves(1, now.c1, now.node)[1 + now.pick];
    now.pick = 0;
    now.count = table[1] > 2 ? moves(2, now.c2, now.node)[0] : 1;
  };
  choose();
  c_code {
    if (table[1] > 2) now.c2 = moves(2, now.c2, now.node)[1 + now.pick];
    now.pick = 0;
    if (now.turn == 0 && accepts(0, now.c0)) now.turn = 1;
    if (now.turn == 1 && accepts(1, now.c1)) now.turn = 2;
    if (now.turn == 2 && accepts(2, now.c2)) now.turn = 3;
  };
  if
  :: turn == 3 -> goto accept_round
  :: turn != 3 -> goto next
  fi;
accept_round:
  c_code { now.turn = 0; };
  goto next
}
`

const run = (folder: string, command: string, args: readonly string[], env: { readonly [name: string]: string } = {}): string => {
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } } as const
  const { status, stdout, stderr, error } = spawnSync(command, [...args], options)
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`)
  return `${stdout}${stderr}`
}

const hasCycle = (output: string): boolean => {
  if (output.includes(CUT_OFF) || /out of memory|reached -DMEMLIM/.test(output)) throw new Error(`the search was not completed: ${output}`)
  const errors = /errors: (\d+)/.exec(output)?.[1]
  if (errors === undefined) throw new Error(`no verdict: ${output}`)
  if (errors !== '0' && !output.includes('acceptance cycle')) throw new Error(`another failure: ${output}`)
  return errors !== '0'
}

const build = (folder: string, model: string, optimised: boolean): void => {
  writeFileSync(join(folder, 'model.pml'), model)
  const said = run(folder, 'spin', ['-o2', '-o3', '-a', 'model.pml'])
  if (/error|syntax/i.test(said)) throw new Error(said)
  run(folder, 'gcc', [optimised ? '-O2' : '-O0', '-w', '-DNOREDUCE', '-DMEMLIM=1024', '-o', 'pan', 'pan.c'])
}

// No end state is a failure here. A search that was cut off is an error, or is done again with more depth.
const search = (depth: number): readonly string[] => ['-a', '-E', `-m${depth}`, '-w14', '-n']
const [SHALLOW, DEEP] = [20_000, 5_000_000]
const CUT_OFF = 'max search depth too small'

/** Tables of the generic verifier: see its source. */
const tableOf = ({ nodes, initial }: Structure, claims: readonly Claim[]): readonly number[] => {
  const before = { holds: new Set<string>(), next: initial }
  const rows = [before, ...nodes].map(({ holds, next }) => ({ holds, next: next.map((node) => node + 1) }))
  const table: number[] = [rows.length, claims.length, 0, 0, 0, ...rows.map(() => 0)]
  const list = (items: readonly number[]): number => {
    table.push(items.length, ...items)
    return table.length - items.length - 1
  }
  rows.forEach(({ next }, index) => {
    table[5 + index] = list(next)
  })
  claims.forEach(({ states }, one) => {
    const lists = states.map(({ moves }) =>
      rows.map(({ holds }) => list([...new Set(moves.filter(({ when }) => when((name) => holds.has(name))).map(({ next }) => next))])))
    table[2 + one] = table.length
    table.push(states.length, ...states.map(({ accepts }) => (accepts ? 1 : 0)), ...lists.flat())
  })
  return table
}

/** The generic verifier, compiled once. */
export interface GenericPan {
  /** Whether some way through a structure is accepted by all claims: one to three. */
  isAccepted(structure: Structure, claims: readonly Claim[]): boolean
  close(): void
}

/** Compiles the generic verifier in a folder of its own. */
export const makeGenericPan = (): GenericPan => {
  const folder = mkdtempSync(join(tmpdir(), 'kripke-'))
  try {
    build(folder, GENERIC, true)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  const file = join(folder, 'case')
  return {
    isAccepted(structure, claims) {
      const table = tableOf(structure, claims)
      writeFileSync(file, `${table.length}\n${table.join(' ')}\n`)
      const output = run(folder, join(folder, 'pan'), search(SHALLOW), { KRIPKE_CASE: file })
      return hasCycle(output.includes(CUT_OFF) ? run(folder, join(folder, 'pan'), search(DEEP), { KRIPKE_CASE: file }) : output)
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The same question by a model of its own: the structure as a process, the claim as SPIN wrote it. One initial node. */
export const isAcceptedApart = ({ nodes, initial }: Structure, claim: string): boolean => {
  if (initial.length !== 1) throw new Error('one initial node')
  const names = new Set(nodes.flatMap(({ holds }) => [...holds]))
  const said = claim.replace(/\/\*.*\*\//, '').match(/\b(p|q|r|a|b|c|beat|can_.)\b/g) ?? []
  const defined = [...new Set([...names, ...said])].map((name) => {
    const places = nodes.flatMap(({ holds }, index) => (holds.has(name) ? [`s == ${index}`] : []))
    return `#define ${name} (${places.length === 0 ? 'false' : places.join(' || ')})`
  })
  const moves = nodes.flatMap(({ next }, index) => next.map((to) => `  :: d_step { s == ${index} -> s = ${to} }`))
  const model = [...defined, `short s = ${initial[0]};`, 'active proctype Walk() {', '  do', ...moves, '  od', '}', claim].join('\n')
  const folder = mkdtempSync(join(tmpdir(), 'kripke-apart-'))
  try {
    build(folder, model, false)
    const output = run(folder, join(folder, 'pan'), search(SHALLOW))
    // A claim that ends is a failure of the words "claim violated" or of its assertion.
    return /errors: [1-9]/.test(output) || hasCycle(output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
