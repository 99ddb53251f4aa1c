import { Engine } from 'json-rules-engine'
import type { EngineOptions, RuleProperties } from 'json-rules-engine'

/** Runs json-rules-engine as it comes, on one rule with the event `e`: whether it matches, or the text of the error it throws. */
export const runRule = async (
  conditions: unknown,
  facts: Record<string, unknown> = {},
  options: EngineOptions = {},
): Promise<boolean | string> =>
  runRules([{ conditions, event: { type: 'e' } } as RuleProperties], facts, options).then((events) =>
    typeof events === 'string' ? events : events.length > 0,
  )

/** Runs json-rules-engine as it comes: the types of the events in the order it gives them, or the text of the error it throws. */
export const runRules = async (
  rules: readonly RuleProperties[],
  facts: Record<string, unknown> = {},
  options: EngineOptions = {},
): Promise<readonly string[] | string> => {
  try {
    const { events } = await new Engine([...rules], options).run(facts)
    return events.map(({ type }) => type)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
