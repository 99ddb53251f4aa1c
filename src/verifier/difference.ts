import { canonicalJson } from '../base/index.js'
import type { Json } from '../base/index.js'
import { isObject } from '../ledger/decode.js'
import type { LineRecord } from '../ledger/decode.js'
import { misfitsOf } from '../ledger/shape.js'

/** A place where a line is not as it should be. */
export interface Difference {
  readonly code: 'field' | 'value'
  /** A JSON Pointer into the line (RFC 6901). */
  readonly path: string
  readonly expected: Json
  readonly actual: Json
}

/** The JSON Pointer of a path of names (RFC 6901). */
const pointer = (path: readonly string[]): string =>
  path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const memberOf = (value: unknown, name: string): unknown => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined)

const at = (value: unknown, path: readonly string[]): Json => (path.reduce<unknown>(memberOf, value) ?? null) as Json

/**
 * Where `actual`, a line that has a canonical form, departs from the table of fields (LED-05) and from the recomputed line `expected`.
 * `expected` may hold a part of the members only; it is null where nothing was recomputed.
 * Members in `judgedApart` are compared elsewhere; their types are checked here.
 */
export const differencesOf = (expected: unknown, actual: LineRecord, judgedApart: ReadonlySet<string>): readonly Difference[] => {
  const differences: Difference[] = misfitsOf(actual).map((misfit) => ({
    code: 'field',
    path: pointer(misfit.path),
    expected: at(expected, misfit.path),
    actual: misfit.actual,
  }))
  const seen = new Set(differences.map(({ path }) => path))

  const compare = (wanted: unknown, found: unknown, path: readonly string[]): void => {
    if (seen.has(pointer(path))) return
    if (isObject(wanted) && isObject(found)) {
      for (const name of Object.keys(wanted)) compare(memberOf(wanted, name), memberOf(found, name), [...path, name])
      return
    }
    const [expectedJson, actualJson] = [(wanted ?? null) as Json, (found ?? null) as Json]
    if (canonicalJson(expectedJson) === canonicalJson(actualJson)) return
    differences.push({ code: 'value', path: pointer(path), expected: expectedJson, actual: actualJson })
  }
  if (isObject(expected)) {
    // LED-05: a source stands only where the text does not parse. Every other extra member is a misfit already.
    if (Object.hasOwn(actual, 'source') && !Object.hasOwn(expected, 'source')) {
      differences.push({ code: 'field', path: '/source', expected: null, actual: actual['source'] as Json })
    }
    for (const name of Object.keys(expected)) {
      if (!judgedApart.has(name)) compare(expected[name], memberOf(actual, name), [name])
    }
  }
  return differences
}
