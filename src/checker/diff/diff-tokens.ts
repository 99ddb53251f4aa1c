import type { DeployedTokens } from './diff-side.js'

/** A token that both laws are asked to deploy: its place among all tokens, and whether each law has it deployed already. */
export interface AskedToken {
  readonly token: number
  readonly isRepeated: { readonly old: boolean; readonly now: boolean }
}

/** The tokens of both sessions at one moment. */
export interface TokenPair {
  readonly old: DeployedTokens
  readonly now: DeployedTokens
  readonly asked: readonly AskedToken[]
}

/** What a step did to the tokens of one law. */
export interface TokenMove {
  readonly deploys: boolean
  readonly binds: boolean
}

/**
 * The pairs of deployed tokens that were reached, by number; number 0 is the empty pair. Tokens that no condition names are alike, so that
 * of those that neither law has only the first is asked for: the others would lead to the same pairs with other names (CHK-51).
 */
export class TokenPairs {
  readonly #ids: readonly string[]
  readonly #named: number
  readonly #pairs: TokenPair[] = []
  readonly #places = new Map<string, number>()
  readonly #moves: Map<number, number>[] = []

  /** `ids` are all tokens, of which the first `named` are named by conditions. */
  constructor(ids: readonly string[], named: number) {
    this.#ids = ids
    this.#named = named
    this.#numberOf({ ids: [], bound: 0 }, { ids: [], bound: 0 })
  }

  #numberOf(old: DeployedTokens, now: DeployedTokens): number {
    const key = JSON.stringify([old, now])
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.#pairs.length)
    this.#moves.push(new Map())
    return this.#pairs.push({ old, now, asked: this.#askedOf(old, now) }) - 1
  }

  #askedOf(old: DeployedTokens, now: DeployedTokens): readonly AskedToken[] {
    const isKnown = (id: string): boolean => old.ids.includes(id) || now.ids.includes(id)
    const fresh = this.#ids.findIndex((id, place) => place >= this.#named && !isKnown(id))
    return this.#ids.flatMap((id, token) =>
      token < this.#named || token === fresh || isKnown(id)
        ? [{ token, isRepeated: { old: old.ids.includes(id), now: now.ids.includes(id) } }]
        : [],
    )
  }

  /** The pair of a number. */
  at(number: number): TokenPair {
    const pair = this.#pairs[number]
    if (pair === undefined) throw new RangeError(`no pair of tokens ${number}`)
    return pair
  }

  /** The number of the pair after a step that moved the tokens of each law; `token` is the place of the token that was asked for, or -1. */
  after(number: number, token: number, old: TokenMove, now: TokenMove): number {
    const flags = (old.deploys ? 8 : 0) + (old.binds ? 4 : 0) + (now.deploys ? 2 : 0) + (now.binds ? 1 : 0)
    if (flags === 0) return number
    const moves = this.#moves[number]
    const key = (token + 1) * 16 + flags
    const known = moves?.get(key)
    if (known !== undefined) return known
    const pair = this.at(number)
    const id = this.#ids[token] ?? ''
    const moved = ({ ids, bound }: DeployedTokens, { deploys, binds }: TokenMove): DeployedTokens =>
      ({ ids: deploys ? [...ids, id] : ids, bound: binds ? bound + 1 : bound })
    const next = this.#numberOf(moved(pair.old, old), moved(pair.now, now))
    moves?.set(key, next)
    return next
  }
}
