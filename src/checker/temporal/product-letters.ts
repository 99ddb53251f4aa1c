import { assert } from '../../base/index.js'
import { searchBreadth } from '../../explore/index.js'
import type { Exploration, SearchLimits } from '../../explore/index.js'
import type { Model } from '../model.js'

/**
 * The reached part of a model as a graph whose edges carry letters, the sets of chosen propositions that hold on arrival (CHK-13). States
 * are places in order of discovery; edges with the same ends and the same letter are one. A state that has ended has one edge to itself.
 */
export interface LetterGraph {
  readonly model: Model
  readonly size: number
  /** Whether every reachable state and edge is there. */
  readonly complete: boolean
  /** Initial states: the place at 2i, the letter of opening at 2i + 1. */
  readonly initial: readonly number[]
  /** Edges leave the place p from `offsets[p]` up to before `offsets[p + 1]`. */
  readonly offsets: Int32Array
  readonly targets: Int32Array
  readonly letters: Int32Array
  /** Edges to states that were not seen: the place that they leave at 2i, their letter at 2i + 1. They enable what they hold. */
  readonly beyond: readonly number[]
  /** The propositions of each letter, as numbers of the model. */
  readonly alphabet: readonly ReadonlySet<number>[]
  stateAt(place: number): number
  /** The first label that leads from a place to another with a letter. */
  labelBetween(from: number, to: number, letter: number): number
}

/** Tells the letter of a label: equal sets of chosen propositions are one letter, in order of appearance. */
class Alphabet {
  readonly letters: ReadonlySet<number>[] = []
  readonly #model: Model
  readonly #chosen: ReadonlySet<number>
  readonly #numbers = new Map<string, number>()
  // Labels are numbered in order of discovery, so this is dense.
  readonly #ofLabel: (number | undefined)[] = []

  constructor(model: Model, chosen: ReadonlySet<number>) {
    this.#model = model
    this.#chosen = chosen
  }

  letterOf(label: number): number {
    const known = this.#ofLabel[label]
    if (known !== undefined) return known
    const { holds } = this.#model.label(label)
    const held = [...this.#chosen].filter((proposition) => holds.has(proposition))
    const key = held.join()
    const letter = this.#numbers.get(key) ?? this.letters.push(new Set(held)) - 1
    this.#numbers.set(key, letter)
    this.#ofLabel[label] = letter
    return letter
  }
}

class GrowingInts {
  #items = new Int32Array(1024)
  length = 0

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = new Int32Array(2 * this.length)
      larger.set(this.#items)
      this.#items = larger
    }
    this.#items[this.length++] = item
  }

  at(index: number): number {
    return this.#items[index] as number // the caller stays below length
  }

  taken(): Int32Array {
    return this.#items.slice(0, this.length)
  }
}

/** The letters of a model for the chosen propositions, over what a search has found. */
export const letterGraphOf = (model: Model, chosen: ReadonlySet<number>, found: Exploration): LetterGraph => {
  const alphabet = new Alphabet(model, chosen)
  const out = new Int32Array(2 * model.fanoutMax)
  const size = found.states
  const offsets = new Int32Array(size + 1)
  const [targets, letters] = [new GrowingInts(), new GrowingInts()]
  const beyond: number[] = []
  const isBeyond = (state: number): boolean => model.isBeyond?.(state) === true
  const add = (first: number, target: number, letter: number): void => {
    for (let at = first; at < targets.length; at++) if (targets.at(at) === target && letters.at(at) === letter) return
    targets.push(target)
    letters.push(letter)
  }
  for (let place = 0; place < size; place++) {
    const state = found.stateAt(place)
    const count = model.expand(state, out)
    const first = targets.length
    if (count === 0 && !isBeyond(state)) add(first, place, alphabet.letterOf(model.idle(state)))
    for (let at = 0; at < 2 * count; at += 2) {
      const next = out[at] as number // expand wrote 2 * count numbers
      const target = isBeyond(next) ? -1 : found.indexOf(next)
      const letter = alphabet.letterOf(out[at + 1] as number) // as above
      if (target < 0) beyond.push(place, letter)
      else add(first, target, letter)
    }
    offsets[place + 1] = targets.length
  }
  return {
    model, size, offsets, beyond,
    complete: found.complete && beyond.length === 0,
    targets: targets.taken(),
    letters: letters.taken(),
    initial: model.initial.flatMap((state) => [found.indexOf(state), alphabet.letterOf(model.opening(state))]),
    alphabet: alphabet.letters,
    stateAt: (place) => found.stateAt(place),
    labelBetween: (from, to, letter) => {
      const [state, next] = [found.stateAt(from), found.stateAt(to)]
      const count = model.expand(state, out)
      if (count === 0) return model.idle(state)
      for (let at = 0; at < 2 * count; at += 2) {
        const label = out[at + 1] as number // expand wrote 2 * count numbers
        if (out[at] === next && alphabet.letterOf(label) === letter) return label
      }
      assert(false, 'an edge of the graph comes from a label of the model')
    },
  }
}

/** Explores a model and gives its letters. */
export const exploredLetters = (model: Model, chosen: ReadonlySet<number>, limits: SearchLimits): LetterGraph =>
  letterGraphOf(model, chosen, searchBreadth(model, limits))
