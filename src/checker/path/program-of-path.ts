import type { Params, Scalar } from '../../artifact/law.js'
import type { SessionEvent } from '../../kernel/index.js'
import { openingValue, showPath } from './counterexample.js'
import type { PathMove } from './counterexample.js'
import type { Model } from '../model.js'
import type { ModelPath } from '../verdict.js'

/** A path as a program (CMD-01), and how its session ends: by itself, or as a recovery ends it, which no program can say (LED-14). */
export interface PathProgram {
  readonly text: string
  readonly ended: 'close' | 'recover'
}

// Characters that YAML, an editor or a terminal could take for something else stand escaped.
const UNSAFE = /[\u007f-\u00a0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g
const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/
const PLAIN_CALL = /^[A-Za-z_][A-Za-z0-9_]*\([A-Za-z0-9_=., +-]*\)$/
const OPERATOR_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
// Words that some readers of YAML do not take for a text.
const NO_TEXT = /^(?:null|true|false|y|n|yes|no|on|off)$/i

const quoted = (text: string): string =>
  JSON.stringify(text).replace(UNSAFE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const named = (name: string): string => (PLAIN.test(name) && !NO_TEXT.test(name) ? name : quoted(name))

const scalar = (value: Scalar): string => (typeof value === 'string' ? quoted(value) : String(value))

const operatorText = (name: string, params: Params): string => {
  const call = `${name}(${[...params].map(([key, value]) => `${key}=${String(value)}`).join(', ')})`
  const isPlain = OPERATOR_NAME.test(name) && [...params].every(([key, value]) => OPERATOR_NAME.test(key) && typeof value !== 'string')
  if (isPlain && PLAIN_CALL.test(call)) return call
  const list = [...params].map(([key, value]) => `${quoted(key)}: ${scalar(value)}`)
  return params.size === 0 ? `{ op: ${quoted(name)} }` : `{ op: ${quoted(name)}, params: { ${list.join(', ')} } }`
}

// One item on one line; null for the end of a session, which no program says.
const itemText = (event: SessionEvent): string | null => {
  switch (event.kind) {
    case 'source':
      return quoted(event.source)
    case 'operator':
      return operatorText(event.name, event.params)
    case 'token':
      return `{ token: ${named(event.tokenId)} }`
    case 'transition':
      return `{ transition: ${named(event.to)} }`
    case 'close':
    case 'recover':
      return null
  }
}

/** Text from outside on one line of a comment. */
const remark = (text: string): string => `# ${JSON.stringify(text).slice(1, -1).replace(UNSAFE, '?').replaceAll('\\"', '"')}`.trimEnd()

const LOOP = 'Here the loop begins: what follows repeats for ever.'
const ENDED = 'Here the session has ended: nothing more happens.'

/** The event of a session that a move asks; null for one of a machine. */
const sessionEvent = ({ asked: { event } }: PathMove): SessionEvent | null => (event.kind === 'session' ? event.event : null)

/**
 * The program that takes a session along `path`, its loop once, with `remarks` as comments at its head (CHK-41); null where the model is
 * not of sessions. The model names the arguments of the session in its variables `environment` and `backend`.
 */
export const programOfPath = (model: Model, path: ModelPath, remarks: readonly string[]): PathProgram | null => {
  const shown = showPath(model, path)
  const { moves, loop } = shown
  const [environment, backend] = [openingValue(model, shown, 'environment'), openingValue(model, shown, 'backend')]
  const events = moves.map(sessionEvent).filter((event) => event !== null)
  if (environment === '' || backend === '' || events.length < moves.length) return null
  const items = events.map(itemText)
  const lines = items.flatMap((item, index) => [
    ...(index === loop ? [`  ${remark(LOOP)}`] : []),
    ...(item === null ? [] : [`  - ${item}`]),
  ])
  const text = [
    ...remarks.map(remark),
    'qcompute: program/1',
    `session: { env: ${named(environment)}, backend: ${named(backend)} }`,
    items.some((item) => item !== null) ? 'stream:' : 'stream: []',
    ...lines,
    ...(loop === moves.length ? [remark(ENDED)] : []),
  ]
  return { text: `${text.join('\n')}\n`, ended: events.at(-1)?.kind === 'recover' ? 'recover' : 'close' }
}
