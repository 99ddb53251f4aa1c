/** Orders strings by UTF-16 code units (RFC 8785 §3.2.3): negative, zero or positive. Knows no locale. */
export const compareCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Orders finite numbers ascending: negative, zero or positive. -0 and 0 are equal. */
export const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

/** The keys of a map or a plain object in UTF-16 code-unit order, as a new array. */
export const sortedKeys = (source: ReadonlyMap<string, unknown> | { readonly [key: string]: unknown }): string[] =>
  (source instanceof Map ? [...(source as ReadonlyMap<string, unknown>).keys()] : Object.keys(source)).sort(compareCodeUnits)
