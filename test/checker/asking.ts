import type { Law } from '../../src/artifact/law.js'

/** `law` as one that asks to be checked with so many tokens. */
export const asking = (law: Law, tokens: number): Law =>
  ({ ...law, properties: { ...law.properties, model: { ...law.properties.model, tokens } } })
