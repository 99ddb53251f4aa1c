import type { Machine } from '../../src/artifact/machine.js'
import { coverId } from '../../src/checker/picture/picture-chart.js'

/** The ids of all cover items of a machine. */
export const itemsOf = ({ id, nodes }: Machine): readonly string[] =>
  [...nodes.values()].flatMap(({ path, on }) => [
    ...(path === '' ? [] : [coverId.state(id, path)]),
    ...[...on].flatMap(([event, list]) =>
      list.flatMap(({ guard }, index) => [
        coverId.transition(id, path, event, index),
        ...(guard === null ? [] : [coverId.guard(guard, true, path, event), coverId.guard(guard, false, path, event)]),
      ]),
    ),
  ])

/** Counts for all items but those that `isNever` names: 1, 2, 3 and so on. */
export const coverOf = (machine: Machine, isNever: (item: string) => boolean = () => false): ReadonlyMap<string, number> =>
  new Map([...new Set(itemsOf(machine))].flatMap((item, index) => (isNever(item) ? [] : [[item, index + 1] as const])))
