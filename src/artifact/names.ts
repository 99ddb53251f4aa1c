import { LIMITS } from '../base/limits.js'
import { isWellFormed } from '../base/utf8.js'
import { mapping, optional, required, text } from './decode.js'
import type { Decoder, Field } from './decode.js'
import { isReserved } from './digest.js'
import { isReasonName } from './reason-names.js'
import { quote } from './source.js'

const NAME_MAX = LIMITS.tokenCharsMax.value

const makeName =
  (expected: string, isRight: (name: string) => boolean): Decoder<string> =>
  (node, report) => {
    const name = text(node, report)
    if (name === undefined || isRight(name)) return name
    return report(node.start, 'name-ill-formed', `${quote(name)} is no such name`, `expected ${expected}`)
  }

const isShort = (name: string): boolean => name.length > 0 && [...name].length <= NAME_MAX

/** Whether `name` matches the grammar of names of operators and parameters (LAW-07, SES-20). */
export const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)

/** Any name: 1 to 256 code points (LAW-07). */
export const anyName = makeName('1 to 256 characters', isShort)

/** Name of an operator, a parameter or a field (LAW-07). */
export const identifier = makeName('a letter or _, then letters, digits and _', (name) => isShort(name) && isIdentifier(name))

/** Id of an environment (LAW-07). */
export const environmentName = makeName(
  'a letter or _, then letters, digits, _ and -',
  (name) => isShort(name) && /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name),
)

/** Words of formulas, which are no names of propositions (LAW-42). */
export const WORDS: ReadonlySet<string> = new Set('true false X F G U V R W'.split(' '))

/** Name of a proposition, such that a formula can hold it (LAW-42). */
export const propositionName: Decoder<string> = (node, report) => {
  const name = environmentName(node, report)
  if (name === undefined || (!WORDS.has(name) && !name.endsWith('-') && !isReasonName(name))) return name
  return report(node.start, 'name-reserved', `${quote(name)} cannot be a name here: it has a meaning of its own`, 'expected another name')
}

/** Name of a tier, backend, family or label (LAW-07). */
export const labelName = makeName(
  'a letter or _, then letters, digits, _, - and .',
  (name) => isShort(name) && /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name),
)

/** `decode`, but not a name that the digest leaves out (LAW-06). */
export const unreserved =
  (decode: Decoder<string>): Decoder<string> =>
  (node, report) => {
    const name = decode(node, report)
    if (name === undefined || !isReserved(name)) return name
    return report(node.start, 'name-reserved', `${quote(name)} cannot be a name here: the digest leaves it out`, 'expected another name')
  }

/** A version `MAJOR.MINOR.PATCH` (LAW-04). */
export const version = makeName('MAJOR.MINOR.PATCH', (name) => isShort(name) && /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(name))

/** A `description` that may be absent. */
export const description: Field<string> = optional(text, '')

type Fields = { readonly [key: string]: Field<unknown> }

const kindOf =
  (kinds: readonly string[]): Decoder<string> =>
  (node, report) => {
    const value = text(node, report)
    if (value === undefined || kinds.includes(value)) return value
    return report(node.start, 'kind-wrong', `kind is ${quote(value)}`, `expected ${kinds.join(' or ')}`)
  }

/** The root of an artifact: `kind: <kind>/1` or one of `kinds`, an optional description and `$schema`, and `fields` (LAW-02). */
export const artifact = <F extends Fields>(kind: string, fields: F, kinds: readonly string[] = [`${kind}/1`]) =>
  mapping({ kind: required(kindOf(kinds)), $schema: optional(text, ''), description, ...fields })

/** Whether a text of a document can be kept at all (LAW-02). */
export const isKeepable = isWellFormed
