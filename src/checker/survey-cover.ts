import type { Survey } from './survey.js'

/** How many steps of the kernel the edges of a survey stand for: one for each event of each label. */
export const stepsOf = ({ labels }: Survey): number =>
  labels.reduce((sum, { label, edges, isOpening }) => (isOpening ? sum : sum + edges * label.events.length), 0)

const isState = (item: string): boolean => /^machine .* state /u.test(item)

/**
 * How often each item was passed through (CHK-56): transitions, guards, rules and reasons by explored steps, states of machines by the
 * reached states in which they are active, which `statesIn` gives.
 */
export const coverCounts = (
  { model, labels, found }: Survey,
  statesIn: (state: number) => readonly string[],
): ReadonlyMap<string, number> => {
  const counts = new Map(model.coverItems.map((item) => [item, 0]))
  const add = (item: string, more: number): void => void counts.set(item, (counts.get(item) ?? 0) + more)
  for (const { label, edges, isOpening } of labels) {
    if (isOpening) continue
    for (const place of label.cover) {
      const item = model.coverItems[place] ?? ''
      if (!isState(item)) add(item, edges * label.events.length)
    }
  }
  for (let place = 0; place < found.states; place++) for (const item of statesIn(found.stateAt(place))) add(item, 1)
  return counts
}
