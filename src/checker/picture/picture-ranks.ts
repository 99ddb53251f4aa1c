/** An edge between children of one state, by their places. */
export interface ChildEdge {
  readonly from: number
  readonly to: number
}

/** Children in levels from top to bottom, and which edges lead upwards. */
export interface Ranks {
  readonly levelOf: readonly number[]
  readonly isUp: (edge: ChildEdge) => boolean
}

/**
 * Levels for `count` children so that as many edges as a walk from `first` finds lead down: an edge that closes a cycle leads up. Every
 * level is as high as the edges that lead down allow.
 */
export const rankChildren = (count: number, first: number, edges: readonly ChildEdge[]): Ranks => {
  const targets: number[][] = Array.from({ length: count }, () => [])
  for (const { from, to } of edges) if (targets[from]?.includes(to) === false) targets[from]?.push(to)
  const up = new Set<number>()
  const state = Array.from({ length: count }, (): 'new' | 'open' | 'done' => 'new')
  const finished: number[] = []
  const keyOf = (from: number, to: number): number => from * count + to
  const walk = (start: number): void => {
    const trail: { readonly child: number; next: number }[] = [{ child: start, next: 0 }]
    state[start] = 'open'
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const to = targets[top.child]?.[top.next++]
      if (to === undefined) {
        state[top.child] = 'done'
        finished.push(top.child)
        trail.pop()
      } else if (state[to] === 'open') {
        up.add(keyOf(top.child, to))
      } else if (state[to] === 'new') {
        state[to] = 'open'
        trail.push({ child: to, next: 0 })
      }
    }
  }
  for (const start of [first, ...targets.keys()]) if (state[start] === 'new') walk(start)
  const levelOf = Array.from({ length: count }, () => 0)
  // In the order of the walk's end, read backwards, every edge that leads down comes after those that lead to its start.
  for (const from of finished.toReversed()) {
    for (const to of targets[from] ?? []) {
      if (!up.has(keyOf(from, to))) levelOf[to] = Math.max(levelOf[to] ?? 0, (levelOf[from] ?? 0) + 1)
    }
  }
  return { levelOf, isUp: ({ from, to }) => up.has(keyOf(from, to)) }
}
