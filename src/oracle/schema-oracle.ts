import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Json } from '../base/index.js'
import { toPlain } from './plain.js'

/** One thing that a published schema finds wrong: a JSON Pointer into the document, the keyword that failed, and ajv's words. */
export interface SchemaFault {
  readonly path: string
  readonly keyword: string
  readonly message: string
}

/** Validates documents against the published schemas (JSON Schema 2020-12). */
export interface SchemaOracle {
  /** Names under which schemas were given. */
  readonly names: readonly string[]
  /** All faults of `document` under the schema `name`, none if it is valid. A name that was not given is a RangeError. */
  validate(name: string, document: Json): readonly SchemaFault[]
}

/**
 * Compiles `schemas`, by name; they may refer to each other by `$id`. Ajv makes functions from text, so this is for checks that are
 * asked for, never for running or replaying. A schema that is none, or that holds an unknown keyword, is an error of ajv, thrown.
 */
export const makeSchemaOracle = (schemas: ReadonlyMap<string, Json>): SchemaOracle => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
  const plain = new Map([...schemas].map(([name, schema]) => [name, toPlain(schema) as object]))
  for (const [name, schema] of plain) ajv.addSchema(schema, name)
  const validate = (name: string, document: Json): readonly SchemaFault[] => {
    const check = plain.has(name) ? ajv.getSchema(name) : undefined
    if (check === undefined) throw new RangeError(`no schema ${name}`)
    if (check(toPlain(document)) === true) return []
    return (check.errors ?? []).map(({ instancePath, keyword, message }) => ({ path: instancePath, keyword, message: message ?? keyword }))
  }
  return { names: [...plain.keys()], validate }
}
