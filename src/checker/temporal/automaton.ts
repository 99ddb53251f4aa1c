/**
 * A Büchi automaton over letters, the marks on its moves (CHK-13). A letter is a set of bits, one for each proposition of the formula that
 * holds. A run reads the letter of each position by one move and is accepting if each mark below `marks` comes again and again.
 */
export interface Automaton {
  readonly size: number
  /** The state before the first letter. */
  readonly initial: number
  readonly marks: number
  /** The state from which every word is accepted, whatever comes; -1 if there is none. */
  readonly universal: number
  /** 1 for a state that lies on a way round on which every mark comes. */
  readonly live: Uint8Array
  /** The moves from a state on a letter, in a fixed order: the next state at 2i, the bits of its marks at 2i + 1. */
  moves(state: number, letter: number): Int32Array
}

/** One move of an automaton with conditions: it reads the letters that have all of `yes` and none of `no`. */
export interface Move {
  readonly yes: number
  readonly no: number
  readonly marks: number
  readonly next: number
}

/** Whether a move reads a letter. */
export const reads = ({ yes, no }: Move, letter: number): boolean => (letter & yes) === yes && (letter & no) === 0

/** Remembers the moves of each state for each letter that was met. */
export const recalled = (size: number, moves: (state: number, letter: number) => Int32Array): Automaton['moves'] => {
  const known = new Map<number, (Int32Array | undefined)[]>()
  return (state, letter) => {
    let row = known.get(letter)
    if (row === undefined) {
      row = Array.from({ length: size }, () => undefined)
      known.set(letter, row)
    }
    return (row[state] ??= moves(state, letter))
  }
}
