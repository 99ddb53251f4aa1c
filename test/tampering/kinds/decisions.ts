import type { Reason } from '../../../src/verifier/reason.js'
import { LAWS, makeRandom } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { writtenFor } from '../engine.js'
import { at, canonical, parse, put, putAll, relink } from '../forge.js'
import type { Plain, PlainLine } from '../forge.js'
import { departing, FIRST, found, lineAt, named, places } from '../kind.js'
import type { Forgery, Kind, Told } from '../kind.js'

const isAllowed = (line: PlainLine): boolean => at(line, ['validation', 'allowed']) === true

/** A decision of a line of `type` forged by `forge`, and all hashes made anew; null from `forge` where it has no place. */
const decided = (
  name: string,
  clause: string,
  type: string,
  told: Told,
  forge: (line: PlainLine, trace: Trace, index: number) => PlainLine | null,
): Kind => ({
  group: 'decisions',
  name,
  effort: 're-hashed',
  clause,
  first: FIRST.line,
  forge: (trace) =>
    places(trace, type).map((index) => () => {
      const forged = forge(lineAt(trace, index), trace, index)
      return forged === null ? null : found(named(trace, index), index, relink(trace.lines.with(index, forged), undefined, index), told)
    }),
})

const VERDICT = (allowed: boolean, reason: string | null): PlainLine => ({ validation: { allowed, reason } })

const reasonsOfLaw = ({ law }: Trace): readonly string[] => law.law.validation.reasons.map(({ reason }) => reason)
const routingReasons = ({ law }: Trace): readonly string[] => law.law.routing.reasons.map(({ reason }) => reason)
const backends = ({ law }: Trace): readonly string[] => [...law.law.backends.keys()]

const otherOf = (all: readonly string[], one: Plain | undefined, salt: string): string | null => {
  const others = all.filter((candidate) => candidate !== one)
  return others[makeRandom(salt)(Math.max(1, others.length))] ?? null
}

/** What an allowed operator of the trace says of its routing, drift and frame. */
const model = (trace: Trace): PlainLine => {
  const like = trace.lines.find((line) => line['type'] === 'operator' && isAllowed(line))
  return {
    routing: like?.['routing'] ?? { backend: backends(trace)[0] ?? '', frame_action: 'new', reason: 'tier-binding' },
    drift: like?.['drift'] ?? { predicted: 0, measured: 0, accumulated: 0, overflow: false },
    frame_id: like?.['frame_id'] ?? 1,
  }
}

const swapMember = (line: PlainLine, path: readonly string[], all: readonly string[], salt: string): PlainLine | null => {
  const before = at(line, path)
  const other = before === undefined || before === null ? null : otherOf(all, before, salt)
  return other === null ? null : put(line, path, other)
}

const VERDICTS: readonly Kind[] = [
  decided('a refused operator as allowed', 'SES-12', 'operator', { code: 'value', only: ['illegal operator'] }, (line, trace) =>
    isAllowed(line) || Object.hasOwn(line, 'source') ? null : putAll(line, { ...VERDICT(true, null), ...model(trace) })),
  decided('an allowed operator as refused', 'SES-12', 'operator', { code: 'value', only: ['illegal operator'] }, (line, trace) =>
    isAllowed(line) ? putAll(line, { ...VERDICT(false, reasonsOfLaw(trace)[0] ?? ''), routing: null, drift: null, frame_id: null }) : null),
  decided('a refused transition as allowed', 'SES-12', 'transition', { code: 'value', only: ['illegal transition'] }, (line, trace) => {
    const target = trace.law.law.environments.get(String(line['to']))
    const bound = { drift_bound: target?.driftBound ?? 0, backend_legal: [...backends(trace)] }
    return isAllowed(line) ? null : putAll(line, { ...VERDICT(true, null), token_used: 't1', ...bound })
  }),
  decided('an allowed transition as refused', 'SES-12', 'transition', { code: 'value', only: ['illegal transition'] }, (line) => {
    const nothing = { token_used: null, frame_closed: null, drift_bound: null, backend_legal: null }
    return isAllowed(line) ? putAll(line, { ...VERDICT(false, 'token required'), ...nothing }) : null
  }),
  decided('a refused token as deployed', 'SES-30', 'token', { code: 'value', only: ['capture mismatch'] }, (line) =>
    isAllowed(line) ? null : putAll(line, VERDICT(true, null))),
  decided('a deployed token as refused', 'SES-30', 'token', { code: 'value', only: ['capture mismatch'] }, (line) =>
    isAllowed(line) ? putAll(line, VERDICT(false, 'invalid arguments')) : null),
  decided('a refusal for another reason of the law', 'SES-12', 'operator', { code: 'value', only: ['capture mismatch'] },
    (line, trace, index) =>
    isAllowed(line) ? null : swapMember(line, ['validation', 'reason'], reasonsOfLaw(trace), `${trace.name} ${index}`)),
  decided('a reason beside an allowed verdict', 'SES-12', 'operator', { code: 'value', only: ['capture mismatch'] }, (line, trace) =>
    isAllowed(line) ? put(line, ['validation', 'reason'], reasonsOfLaw(trace)[0] ?? null) : null),
  decided('a refusal without its reason', 'SES-12', 'operator', { code: 'value', only: ['capture mismatch'] }, (line) =>
    isAllowed(line) ? null : put(line, ['validation', 'reason'], null)),
]

const ROUTINGS: readonly Kind[] = [
  decided('an operator on another backend', 'RTR-12', 'operator', { code: 'value', only: ['backend violation'] }, (line, trace, index) =>
    swapMember(line, ['routing', 'backend'], backends(trace), `${trace.name} ${index}`)),
  decided('another routing reason of the law', 'RTR-10', 'operator', { code: 'value', only: ['capture mismatch'] }, (line, trace, index) =>
    swapMember(line, ['routing', 'reason'], routingReasons(trace), `${trace.name} ${index}`)),
  decided('a frame reused that was opened, or opened that was reused', 'RTR-10', 'operator', { code: 'value', only: ['capture mismatch'] },
    (line) =>
    swapMember(line, ['routing', 'frame_action'], ['new', 'reuse'], '')),
  decided('an operator in another frame', 'SES-46', 'operator', { code: 'value', only: ['capture mismatch'] }, (line) =>
    typeof line['frame_id'] === 'number' ? putAll(line, { frame_id: line['frame_id'] + 1 }) : null),
  decided('a routing for an operator that has none', 'SES-27', 'operator', { code: 'value', only: ['backend violation'] }, (line, trace) =>
    line['routing'] === null ? putAll(line, { routing: model(trace)['routing'] ?? null }) : null),
  decided('an overflow hidden or invented', 'SES-43', 'operator', { code: 'value', only: ['drift violation'] }, (line) => {
    const overflow = at(line, ['drift', 'overflow'])
    return typeof overflow === 'boolean' ? put(line, ['drift', 'overflow'], !overflow) : null
  }),
  decided('drift a little less', 'SES-41', 'operator', { code: 'value', only: ['drift violation'] }, (line) => {
    const drift = at(line, ['drift', 'accumulated'])
    return typeof drift === 'number' && drift > 0 ? put(line, ['drift', 'accumulated'], drift * (1 - 2 ** -52)) : null
  }),
  decided('a transition that binds another token', 'SES-32', 'transition', { code: 'value', only: ['capture mismatch'] }, (line) =>
    typeof line['token_used'] === 'string' ? putAll(line, { token_used: `${line['token_used']}0` }) : null),
  decided('a transition from elsewhere', 'SES-34', 'transition', { code: 'value', only: ['environment violation'] },
    (line, { law }, index) =>
    swapMember(line, ['from'], [...law.law.environments.keys()], `from ${index}`)),
]

/** Members of every operator of one frame and of its line changed together, so that they agree with each other. */
const framewide = (name: string, told: Told, operator: (line: PlainLine, trace: Trace) =>
  PlainLine, frame: (line: PlainLine, trace: Trace) => PlainLine): Kind => ({
  group: 'decisions',
  name,
  effort: 're-hashed',
  clause: 'SES-47',
  first: 'the first operator of the frame',
  forge: (trace) =>
    places(trace, 'frame').map((index) => (): Forgery | null => {
      const id = lineAt(trace, index)['frame_id']
      const first = trace.lines.findIndex((line) => line['type'] === 'operator' && line['frame_id'] === id)
      const lines = trace.lines.map((line, place) => {
        if (line['type'] === 'operator' && line['frame_id'] === id) return operator(line, trace)
        return place === index ? frame(line, trace) : line
      })
      return lines[first] === trace.lines[first] ? null : found(named(trace, index), first, relink(lines), told)
    }),
})

const moveTo = (trace: Trace, from: Plain | undefined): PlainLine => {
  const id = otherOf(backends(trace), from, trace.name) ?? ''
  const spec = trace.law.law.backends.get(id)
  return { id, tier_support: [...(spec?.tierSupport ?? [])], drift_profile: spec?.driftProfile ?? '' }
}

const half = (value: Plain | undefined): Plain => (typeof value === 'number' ? value / 2 : null)

/** Members that an operator could take over from an earlier one of its name, with the reason of RPL-05. */
const TAKEN: readonly (readonly [path: readonly string[], reason: Reason])[] = [
  [['validation', 'reason'], 'capture mismatch'],
  [['routing', 'reason'], 'capture mismatch'],
  [['routing', 'frame_action'], 'capture mismatch'],
  [['routing', 'backend'], 'backend violation'],
  [['drift', 'measured'], 'drift violation'],
]

const OF_FRAMES: typeof TAKEN = [
  [['environment'], 'environment violation'],
  [['backend'], 'backend violation'],
  [['frame_backend'], 'backend violation'],
  [['tier'], 'tier violation'],
  [['frame_drift', 'total'], 'drift violation'],
  [['operators', 'count'], 'capture mismatch'],
  [['timestamp_open'], 'capture mismatch'],
]

const takenOver = (type: 'operator' | 'frame', [path, reason]: (typeof TAKEN)[number]): Kind => ({
  group: 'decisions',
  name: `/${path.join('/')} of an earlier ${type === 'frame' ? 'frame' : 'operator of the same name'}`,
  effort: 're-hashed',
  clause: 'RPL-01',
  first: FIRST.line,
  forge: (trace) =>
    places(trace, type).map((index) => () => {
      const line = lineAt(trace, index)
      const now = at(line, path)
      const isOther = (one: PlainLine): boolean =>
        ![undefined, null].includes(at(one, path) as null) && canonical(at(one, path) ?? null) !== canonical(now ?? null)
      const earlier = trace.lines.slice(0, index).filter((one) => one['type'] === type && one['name'] === line['name'] && isOther(one))
      const like = earlier.at(-1)
      if (now === undefined || now === null || like === undefined) return null
      const lines = trace.lines.with(index, put(line, path, at(like, path)))
      return found(named(trace, index), index, relink(lines, undefined, index), { code: 'value', only: [reason] })
    }),
})

const FRAMEWIDE: readonly Kind[] = [
  framewide('a whole frame on another backend', { code: 'value', only: ['backend violation'] },
    (line, trace) => put(line, ['routing', 'backend'], moveTo(trace, at(line, ['routing', 'backend']))['id']),
    (line, trace) =>
      putAll(line, { backend: moveTo(trace, line['backend'])['id'] ?? null, frame_backend: moveTo(trace, line['backend']) })),
  framewide('half the drift in a whole frame', { code: 'value', only: ['drift violation'] },
    (line) => {
      const drift = line['drift'] as PlainLine
      if (drift['measured'] === 0 && drift['accumulated'] === 0) return line
      return put(put(line, ['drift', 'measured'], half(drift['measured'])), ['drift', 'accumulated'], half(drift['accumulated']))
    },
    (line) => {
      const drift = line['frame_drift'] as PlainLine
      return putAll(line, { frame_drift: putAll(drift, { total: half(drift['total']), max: half(drift['max']) }) })
    }),
]

/** What an engine with another law makes of the same inputs, under the header of this law. */
const otherEngine: Kind = {
  group: 'decisions',
  name: 'everything decided by an engine with another law',
  effort: 're-hashed',
  clause: 'RPL-01',
  first: FIRST.engine,
  forge: (trace) =>
    LAWS.filter((known) => known !== trace.law).map((known) => () => {
      const texts = writtenFor(trace.lines, known)
      if (texts === null) return null
      return departing(`by ${known.name}`, relink(texts.map(parse).with(0, lineAt(trace, 0))))
    }),
}

export const DECISION_KINDS: readonly Kind[] = [
  ...VERDICTS,
  ...ROUTINGS,
  ...TAKEN.map((one) => takenOver('operator', one)),
  ...OF_FRAMES.map((one) => takenOver('frame', one)),
  ...FRAMEWIDE,
  otherEngine,
]
