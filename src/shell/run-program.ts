import type { Params } from '../artifact/law.js'
import type { ProgramItem } from '../artifact/program.js'
import type { Session } from '../engine/index.js'
import type { Captured, CapturedFooter, FrameEntry, OperatorEntry, TokenEntry, TransitionEntry } from '../ledger/entry.js'

/** What a run shows of each item: the item with its place, and the entry that captured it. */
export type CapturedItem = Captured<OperatorEntry> | Captured<TokenEntry> | Captured<TransitionEntry>

/** Takes what a run captures, in order of the ledger, so a closed frame before the entry that closed it. */
export interface RunObserver {
  item(item: ProgramItem, captured: CapturedItem): void
  /** How many frames it wants to see, from the first. */
  readonly framesMax: number
  frame(frame: Captured<FrameEntry>): void
}

const apply = (session: Session, item: ProgramItem): CapturedItem => {
  switch (item.kind) {
    case 'source':
      return session.applyText(item.source)
    case 'operator':
      return session.apply(item.name, item.params satisfies Params)
    case 'token':
      return session.deployToken(item.tokenId)
    case 'transition':
      return session.transition(item.to)
  }
}

const closesFrame = ({ entry }: CapturedItem): boolean => {
  if (entry.type === 'operator') return entry.routing?.frameAction === 'new'
  return entry.type === 'transition' && entry.frameClosed !== null
}

const ITEMS_PER_PAUSE = 256

/**
 * Applies the items of a program to an open session, in order, and ends it (SES-10). After every 256 items, and before the end, it
 * waits for `pause`, which may throw to stop it between two items.
 */
export const runItems = async (
  session: Session,
  items: readonly ProgramItem[],
  observer: RunObserver,
  pause: () => Promise<void>,
): Promise<CapturedFooter> => {
  let frames = 0
  const lookForFrame = (): void => {
    if (frames >= observer.framesMax) return
    const { count, last } = session.summary.frames
    if (last !== null && count > frames) observer.frame(last)
    frames = count
  }
  for (const [index, item] of items.entries()) {
    if (index % ITEMS_PER_PAUSE === 0 && index > 0) await pause()
    const captured = apply(session, item)
    if (closesFrame(captured)) lookForFrame()
    observer.item(item, captured)
  }
  await pause()
  const footer = session.close()
  lookForFrame()
  return footer
}
