const SLOTS = 1024

interface Slot<T> {
  readonly bytes: Uint8Array
  readonly value: T
}

/**
 * Values by the bytes that they are read from: what was read before is found again without reading it anew.
 * Memory is bounded: a newcomer takes the slot of an older one.
 */
export class Interned<T> {
  readonly #slots = new Map<number, Slot<T>>()
  readonly #read: (bytes: Uint8Array) => T | null

  /** `read` gives the value of bytes, null if they have none. */
  constructor(read: (bytes: Uint8Array) => T | null) {
    this.#read = read
  }

  /** The value of the bytes from `start` to `end`, null if they have none. */
  get(bytes: Uint8Array, start: number, end: number): T | null {
    let hash = end - start
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0
    const place = (hash ^ (hash >>> 10)) & (SLOTS - 1)
    const slot = this.#slots.get(place)
    if (slot !== undefined && isSame(slot.bytes, bytes, start, end)) return slot.value
    // Two that meet in one place take turns in it and in the one beside it.
    const beside = this.#slots.get(place ^ 1)
    if (beside !== undefined && isSame(beside.bytes, bytes, start, end)) return beside.value
    const own = new Uint8Array(bytes.subarray(start, end)) // a copy: the bytes belong to the caller
    const value = this.#read(own)
    if (value === null) return null
    if (slot !== undefined) this.#slots.set(place ^ 1, slot)
    this.#slots.set(place, { bytes: own, value })
    return value
  }
}

const isSame = (own: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean => {
  if (own.length !== end - start) return false
  for (let index = 0; index < own.length; index++) if (own[index] !== bytes[start + index]) return false
  return true
}
