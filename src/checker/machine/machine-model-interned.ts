/** Numbers for names, in order of first appearance from `first` on. */
export class Interned {
  readonly names: string[] = []
  readonly #first: number
  readonly #numbers = new Map<string, number>()

  constructor(first = 0) {
    this.#first = first
  }

  /** The number of `name`, the next one if it is new. */
  add(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#first + this.names.push(name) - 1
    this.#numbers.set(name, number)
    return number
  }

  /** The number of `name`, or undefined. */
  get(name: string): number | undefined {
    return this.#numbers.get(name)
  }
}
