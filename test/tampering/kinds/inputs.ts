import { at, put, putAll, relink } from '../forge.js'
import type { Plain, PlainLine } from '../forge.js'
import { departing, FIRST, found, lineAt, named, places } from '../kind.js'
import type { Kind } from '../kind.js'

/** Inputs that are none: replay takes no step, so they are found where they stand whatever the engine says of them (RPL-10). */
const unfit = (name: string, clause: string, type: string, forge: (line: PlainLine) => readonly (PlainLine | null)[]): Kind => ({
  group: 'inputs',
  name,
  effort: 're-hashed',
  clause,
  first: FIRST.line,
  forge: (trace) =>
    places(trace, type).flatMap((index) =>
      forge(lineAt(trace, index)).map((line) => () => {
        const told = { code: 'field', reasons: ['capture mismatch'] } as const
        return line === null ? null : found(named(trace, index), index, relink(trace.lines.with(index, line)), told)
      }),
    ),
})

/** Inputs that fit, but are not those of the trace, with nothing recomputed: lawful only where nothing follows from them. */
const other = (name: string, type: string, forge: (line: PlainLine) => readonly (PlainLine | null)[]): Kind => ({
  group: 'inputs',
  name,
  effort: 're-hashed',
  clause: 'RPL-01',
  first: FIRST.engine,
  forge: (trace) =>
    places(trace, type).flatMap((index) =>
      forge(lineAt(trace, index)).map((line) => () =>
        line === null ? null : departing(named(trace, index), relink(trace.lines.with(index, line)))),
    ),
})

const isNamed = (line: PlainLine): boolean => !Object.hasOwn(line, 'source')

/** The first parameter with each of these values in its place. */
const withParameter = (line: PlainLine, ...values: readonly Plain[]): (PlainLine | null)[] => {
  const [name] = isNamed(line) ? Object.keys(line['params'] ?? {}) : []
  return values.map((value) => (name === undefined ? null : put(line, ['params', name], value)))
}

/** The invocation that gives what the line holds (SES-20); null if none does. */
const textOf = (line: PlainLine): string | null => {
  const names = [String(line['name']), ...Object.keys(line['params'] ?? {})]
  if (!isNamed(line) || !names.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))) return null
  const args = Object.entries(line['params'] as PlainLine).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `${String(line['name'])}(${args.join()})`
}

const many = (name: string): PlainLine => Object.fromEntries(Array.from({ length: 65 }, (_one, index) => [`${name}${index}`, index]))
const long = '\u{1f600}'.repeat(257)

export const INPUT_KINDS: readonly Kind[] = [
  unfit('a parameter that is null, a list or an object', 'SES-23', 'operator', (line) => withParameter(line, null, [], [1], {}, { q: 1 })),
  unfit('parameters that no text could give and no call takes', 'SES-23', 'operator', (line) =>
    
    ['\u00e9', 'a b'].map((name) => (isNamed(line) ? putAll(line, { params: many(name) }) : null))),
  unfit('such parameters of an operator that is refused as before', 'SES-23', 'operator', (line) => {
    const isRefused = ['invalid grammar', 'invalid arguments'].includes(String(at(line, ['validation', 'reason'])))
    return [isNamed(line) && isRefused ? putAll(line, { params: many('a b') }) : null]
  }),
  unfit('a name of 257 characters', 'SES-23', 'operator', (line) => [isNamed(line) ? putAll(line, { name: long }) : null]),
  unfit('an empty token', 'SES-30', 'token', (line) => [putAll(line, { token_id: '' })]),
  unfit('a token of 257 characters', 'SES-30', 'token', (line) => [putAll(line, { token_id: long })]),
  unfit('an empty target', 'SES-34', 'transition', (line) => [putAll(line, { to: '' })]),
  unfit('a target of 257 characters', 'SES-34', 'transition', (line) => [putAll(line, { to: long })]),
  other('a parameter more, less or of another value', 'operator', (line) => [
    ...withParameter(line, -1, 0.5, 1e300, true, 'x'),
    isNamed(line) ? put(line, ['params', 'extra'], 1) : null,
    isNamed(line) ? putAll(line, { params: {} }) : null,
  ]),
  other('another operator', 'operator', (line) => ['h', 'cx', 'pulse', 'measure', 'barrier', ''].map((name) =>
    (isNamed(line) && name !== line['name'] ? putAll(line, { name }) : null))),
  other('a text that parses as a source', 'operator', (line) =>
    (isNamed(line) ? [] : ['h(q=0)', ' nope ( ) '].map((source) => putAll(line, { source })))),
  other('a source that gives the name and params beside it', 'operator', (line) => {
    const source = textOf(line)
    return [source === null ? null : putAll(line, { source })]
  }),
  other('a source beside another name and params', 'operator', (line) => [isNamed(line) ? putAll(line, { source: 'nope(' }) : null]),
  other('another token', 'token', (line) =>
    ['t1', 'other', '__proto__'].map((id) => (id === line['token_id'] ? null : putAll(line, { token_id: id })))),
  other('another target', 'transition', (line) =>
    ['sandbox', 'production', 'archive', 'nowhere'].map((to) => (to === at(line, ['to']) ? null : putAll(line, { to })))),
]
