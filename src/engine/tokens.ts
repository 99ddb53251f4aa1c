/** The tokens of a session, in order of deployment. Invariant: exactly the first `bound` of `deployed` are bound to transitions. */
export class Tokens {
  readonly deployed: string[] = []
  readonly #ids = new Set<string>()
  #bound = 0

  /** Whether a token of this id is deployed. */
  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Whether a deployed token is not bound to a transition. */
  get hasUnbound(): boolean {
    return this.#bound < this.deployed.length
  }

  /** Appends a token; one that is deployed already changes nothing (SES-30). */
  deploy(id: string): void {
    if (this.#ids.has(id)) return
    this.deployed.push(id)
    this.#ids.add(id)
  }

  /** Binds the earliest token that is not bound and returns its id, or null if there is none (SES-32). */
  bindEarliest(): string | null {
    const id = this.deployed[this.#bound]
    if (id === undefined) return null
    this.#bound++
    return id
  }
}
