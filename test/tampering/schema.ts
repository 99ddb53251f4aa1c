import { readFileSync } from 'node:fs'

interface Node {
  readonly $ref?: string
  readonly anyOf?: readonly Node[]
  readonly properties?: { readonly [name: string]: Node }
}

const file = new URL('../../specs/schemas/trace-line.schema.json', import.meta.url)
const { $defs: defs, oneOf } = JSON.parse(readFileSync(file, 'utf8')) as { $defs: { [name: string]: Node }; oneOf: readonly Node[] }

const resolve = (node: Node): readonly Node[] => {
  if (node.$ref !== undefined) return resolve(defs[node.$ref.replace('#/$defs/', '')] ?? {})
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(resolve)
}

const pathsIn = (node: Node, path: readonly string[]): string[][] =>
  resolve(node).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, inner]) => [[...path, name], ...pathsIn(inner, [...path, name])]),
  )

/** The types of lines, as the published schema names them. */
export const TYPES: readonly string[] = oneOf.map(({ $ref = '' }) => $ref.replace('#/$defs/', ''))

/** Every field of every type of line by the published schema, containers before what they hold: `type`, and names from the line inwards. */
export const FIELDS: readonly { readonly type: string; readonly path: readonly string[] }[] = TYPES.flatMap((type) =>
  pathsIn(defs[type] ?? {}, []).map((path) => ({ type, path })),
)
