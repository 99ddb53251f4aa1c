/**
 * One defect each, made by editing one file of the shipped law. `from` is replaced by `to`; a `§` in `to` marks the place of the problem
 * and is taken out. `schema` says whether the JSON Schema of the file sees the defect: `sees`, `beyond` (needs other files, counting or
 * types), or `text` (there is no JSON value to look at, or it is not in the value).
 */
export interface Twin {
  readonly clause: string
  readonly defect: string
  readonly file: string
  readonly from: string | RegExp
  readonly to: string
  readonly code: string
  readonly schema: 'sees' | 'beyond' | 'text'
  /** A part of what was expected, such as the nearest right name. */
  readonly hint?: string
  /** Codes of further problems that the same defect causes. */
  readonly also?: readonly string[]
}

/** A twin as a row of a table. */
export type Row = readonly [
  clause: string, defect: string, file: string, from: string | RegExp, to: string, code: string,
  schema: Twin['schema'], hint?: string | undefined, also?: readonly string[] | undefined,
]

/** The twins of a table. */
export const of = (rows: readonly Row[]): readonly Twin[] =>
  rows.map(([clause, defect, file, from, to, code, schema, hint, also]) => ({
    clause, defect, file, from, to, code, schema, ...(hint === undefined ? {} : { hint }), ...(also === undefined ? {} : { also }),
  }))
