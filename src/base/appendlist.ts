import { assert } from './assertion.js'

/**
 * A persistent list that grows at the end. `append` gives a new list and never changes an old one.
 * In a linear history all lists share one array, so n appends cost O(n); the first append to an old list copies its items.
 */
export class AppendList<T> {
  readonly length: number
  // Shared by all lists of one history. Invariant: it holds at least `length` items, and the first `length` never change.
  readonly #storage: T[]

  private constructor(storage: T[], length: number) {
    this.#storage = storage
    this.length = length
  }

  /** The list of `items`, in their order. */
  static of<T>(items: Iterable<T> = []): AppendList<T> {
    const storage = [...items]
    return new AppendList(storage, storage.length)
  }

  /** The list with `item` after all items of this one. */
  append(item: T): AppendList<T> {
    const storage = this.#storage.length === this.length ? this.#storage : this.#storage.slice(0, this.length)
    storage.push(item)
    return new AppendList(storage, storage.length)
  }

  /** The item at `index`, or undefined outside 0..length-1. */
  at(index: number): T | undefined {
    return index >= 0 && index < this.length ? this.#storage[index] : undefined
  }

  /** The items in order. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.length; index++) yield this.#storage[index] as T // index < length <= storage length
  }

  /** The items in order, as an array of their own. */
  toArray(): T[] {
    return this.#storage.slice(0, this.length)
  }
}

/**
 * A persistent set of strings that remembers the order of addition and knows the index of each member.
 * Shares storage in linear histories and copies when a history branches, like AppendList.
 */
export class AppendSet {
  readonly size: number
  readonly #items: AppendList<string>
  // Shared: text → index. It may know members that later sets of the same history added; their index is >= size.
  readonly #indexes: Map<string, number>

  private constructor(items: AppendList<string>, indexes: Map<string, number>) {
    this.#items = items
    this.#indexes = indexes
    this.size = items.length
  }

  /** The set of `ids`, which must be distinct, in their order. */
  static of(ids: Iterable<string> = []): AppendSet {
    const items = AppendList.of(ids)
    const indexes = new Map<string, number>()
    for (const id of items) indexes.set(id, indexes.size)
    assert(indexes.size === items.length, 'the members of a set are distinct')
    return new AppendSet(items, indexes)
  }

  /** The index of `id` in order of addition, or -1 if it is no member. */
  indexOf(id: string): number {
    const index = this.#indexes.get(id)
    return index !== undefined && index < this.size ? index : -1
  }

  /** Whether `id` is a member. */
  has(id: string): boolean {
    return this.indexOf(id) >= 0
  }

  /** The member at `index`, or undefined outside 0..size-1. */
  at(index: number): string | undefined {
    return this.#items.at(index)
  }

  /** The set with `id` as its last member; the same set if `id` is a member already. */
  append(id: string): AppendSet {
    if (this.has(id)) return this
    const items = this.#items.append(id)
    if (this.#indexes.size > this.size) return AppendSet.of(items)
    this.#indexes.set(id, this.size)
    return new AppendSet(items, this.#indexes)
  }

  /** The members in order of addition. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.#items[Symbol.iterator]()
  }

  /** The members in order of addition, as an array of their own. */
  toArray(): string[] {
    return this.#items.toArray()
  }
}
