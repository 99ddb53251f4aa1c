import { canonicalJson } from '../../base/index.js'
import type { Json } from '../../base/index.js'
import { showPath } from './counterexample.js'
import type { Shown } from './counterexample.js'
import type { Model, Variable } from '../model.js'
import type { ModelPath } from '../verdict.js'

/** The variable that holds the event of each step, and the outcome of each step; the names of a model's own variables come first. */
const EVENT = 'event'
const OUTCOME = 'outcome'

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Write = (text: string) => Json

const INTEGER = /^(?:0|-?[1-9][0-9]*)$/

// One type for each variable, as readers of the format want: integers, lists of texts, or texts.
const writerOf = ({ values }: Variable): Write => {
  if (values.every((value) => INTEGER.test(value))) return (text) => ({ '#bigint': text })
  const isList = (text: string): boolean => {
    const json = text.startsWith('[') ? jsonOf(text) : undefined
    return Array.isArray(json) && json.every((one) => typeof one === 'string')
  }
  return values.every(isList) ? (text) => jsonOf(text) as readonly string[] : (text) => text
}

const free = (name: string, taken: readonly string[]): string => (taken.includes(name) ? free(`${name}_`, taken) : name)

/**
 * A path in the Informal Trace Format of Apalache (ADR-015), as canonical JSON that ends in LF (CHK-42). States hold the variables of the
 * model, the event that led to them (`open` for the first) and its outcome; `loop` is the index of the state to which a lasso returns.
 */
export const itfOf = (model: Model, path: ModelPath, { property, clause, why }: Shown): string => {
  const { texts, moves, loop } = showPath(model, path)
  const own = model.variables.map(({ name }) => name)
  const [event, outcome] = [free(EVENT, own), free(OUTCOME, own)]
  const writers = model.variables.map(writerOf)
  const states = texts.map((values, index): Json => {
    const move = moves[index - 1]
    const [name, said] = move === undefined ? ['open', 'opened'] : [move.asked.name, model.label(move.label).outcome]
    const written = values.map((text, place): readonly [string, Json] => [own[place] ?? '', writers[place]?.(text) ?? text])
    return new Map<string, Json>([['#meta', { index }], ...written, [event, name], [outcome, said]])
  })
  const meta = {
    format: 'ITF',
    'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
    description: `${property}${clause === null ? '' : ` (${clause})`}${why === null ? '' : `: ${why}`}`,
    source: model.name,
    status: 'violation',
  }
  const body: Json = { '#meta': meta, params: [], vars: [...own, event, outcome], states, ...(loop === null ? {} : { loop }) }
  return `${canonicalJson(body)}\n`
}
