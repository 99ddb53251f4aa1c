import { describe, expect, test } from 'vitest'
import { CORPUS } from './corpus.js'
import { draw, judgeAll, OF_FIELD, TIMEOUT } from './draw.js'
import { pathsOf } from './forge.js'
import { faultOf } from './judge.js'
import { FIELD_CASES } from './kinds/fields.js'
import type { FieldCase } from './kinds/fields.js'
import { FIELDS, TYPES } from './schema.js'

const keyOf = (type: string, path: readonly string[]): string => [type, ...path].join('/')

test('[LED-05] the fields of the schema are those of the traces, and none is forgotten', () => {
  const named = new Set(FIELDS.map(({ type, path }) => keyOf(type, path)))
  const written = new Set(
    CORPUS.flatMap(({ lines }) =>
      lines.flatMap((line) =>
        // What stands inside params has names of the user.
        pathsOf(line).filter(([name, inner]) => name !== 'params' || inner === undefined).map((path) => keyOf(String(line['type']), path)),
      ),
    ),
  )
  expect([...written].toSorted()).toEqual([...named].toSorted())
  expect(TYPES).toHaveLength(6)
  expect(named.size).toBeGreaterThan(100)
})

/** How many forgeries of a case were judged; each must be caught. */
const judgeCase = (one: FieldCase): number => {
  const name = `${keyOf(one.type, one.path)} ${one.change} ${one.effort}`
  const { judged, fault } = judgeAll(draw(name, (trace) => one.ways(trace), OF_FIELD), faultOf)
  expect(fault, name).toBeNull()
  return judged
}

/** Fields without another value that is not lawful: what they are is all that their type allows, or every value of it is an input. */
const WITHOUT_OTHERS = new Set(['header/session_id another value of its type', 'header/ruleset/digest another value of its type'])

// Not every value ends in a digit or letter, and those of inputs are mostly lawful.
const isApart = ({ type, path, change }: FieldCase): boolean =>
  change === 'another last digit or letter' || WITHOUT_OTHERS.has(`${keyOf(type, path)} ${change}`)

describe('[RPL-01] [RPL-05] [LED-05] every field of every type of line, changed in every way', () => {
  test.each(TYPES)('%s', (type) => {
    const cases = FIELD_CASES.filter((one) => one.type === type)
    const bare = cases.filter((one) => judgeCase(one) === 0 && !isApart(one))
    expect(bare.map((one) => `${keyOf(one.type, one.path)} ${one.change}, ${one.effort}`)).toEqual([])
  }, TIMEOUT)
})
