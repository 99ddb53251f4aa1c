const FIRST_CAPACITY = 1024

// Multiplication by an odd constant near 2^32 divided by the golden ratio spreads neighbours (Knuth, TAOCP 6.4).
const SPREAD = 0x9e3779b1

const grown = (from: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> => {
  const to = new Int32Array(capacity)
  to.set(from)
  return to
}

/**
 * States that were reached, in order of discovery, each with the edge that first led to it.
 * Invariant: a table of places by hash with open addressing, at most half full; 0 is an empty cell, else the place plus one.
 */
export class VisitedStates {
  #states = new Int32Array(FIRST_CAPACITY)
  #parents = new Int32Array(FIRST_CAPACITY)
  #labels = new Int32Array(FIRST_CAPACITY)
  #table = new Int32Array(4 * FIRST_CAPACITY)
  #shift = 32 - 12
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The place of `state`; it is added behind all others, with the edge that led to it, if it is not there. */
  add(state: number, parent: number, label: number): number {
    const mask = this.#table.length - 1
    let cell = Math.imul(state, SPREAD) >>> this.#shift
    for (let found = this.#table[cell]; found !== 0; found = this.#table[cell]) {
      if (this.#states[(found ?? 1) - 1] === state) return (found ?? 1) - 1
      cell = (cell + 1) & mask
    }
    const place = this.#size++
    this.#table[cell] = place + 1
    this.#states[place] = state
    this.#parents[place] = parent
    this.#labels[place] = label
    if (this.#size === this.#states.length) this.#grow()
    return place
  }

  /** The place of `state`, -1 if it was not reached. */
  indexOf(state: number): number {
    const mask = this.#table.length - 1
    let cell = Math.imul(state, SPREAD) >>> this.#shift
    for (let found = this.#table[cell]; found !== 0; found = this.#table[cell]) {
      if (this.#states[(found ?? 1) - 1] === state) return (found ?? 1) - 1
      cell = (cell + 1) & mask
    }
    return -1
  }

  stateAt(place: number): number {
    return this.#states[place] ?? -1
  }

  parentOf(place: number): number {
    return this.#parents[place] ?? -1
  }

  labelOf(place: number): number {
    return this.#labels[place] ?? 0
  }

  #grow(): void {
    const capacity = 2 * this.#states.length
    this.#states = grown(this.#states, capacity)
    this.#parents = grown(this.#parents, capacity)
    this.#labels = grown(this.#labels, capacity)
    this.#table = new Int32Array(2 * this.#table.length)
    this.#shift--
    const mask = this.#table.length - 1
    for (let place = 0; place < this.#size; place++) {
      let cell = Math.imul(this.#states[place] ?? 0, SPREAD) >>> this.#shift
      while (this.#table[cell] !== 0) cell = (cell + 1) & mask
      this.#table[cell] = place + 1
    }
  }
}
