import type { ProgramItem } from '../artifact/program.js'
import type { Captured, FrameEntry } from '../ledger/entry.js'
import type { CapturedItem, RunObserver } from '../shell/run-program.js'
import type { Progress } from './progress.js'

/** What a run shows afterwards. Bounded, however long the run is. */
export interface RunRecord extends RunObserver {
  /** The first 1,000 frames. */
  readonly frames: readonly Captured<FrameEntry>[]
  /** The first items, and the first refused ones, each with what captured it. */
  readonly items: readonly RecordedItem[]
  readonly refused: readonly RecordedItem[]
  readonly itemsTotal: number
  readonly refusedTotal: number
}

/** An item of the program and the entry that captured it. */
export interface RecordedItem {
  readonly item: ProgramItem
  readonly captured: CapturedItem
}

const FRAMES_MAX = 1000
const ITEMS_MAX = 60
const REFUSED_MAX = 20

/** An empty record that also moves a bar. */
export const makeRunRecord = (progress: Progress): RunRecord => {
  const frames: Captured<FrameEntry>[] = []
  const items: RecordedItem[] = []
  const refused: RecordedItem[] = []
  let itemsTotal = 0
  let refusedTotal = 0
  return {
    frames,
    items,
    refused,
    framesMax: FRAMES_MAX,
    get itemsTotal() {
      return itemsTotal
    },
    get refusedTotal() {
      return refusedTotal
    },
    item(item, captured) {
      itemsTotal++
      if ((itemsTotal & 1023) === 0) progress.update(itemsTotal)
      if (items.length < ITEMS_MAX) items.push({ item, captured })
      if (captured.entry.validation.allowed) return
      refusedTotal++
      if (refused.length < REFUSED_MAX) refused.push({ item, captured })
    },
    frame(frame) {
      frames.push(frame)
    },
  }
}
