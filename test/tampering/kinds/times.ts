import { makeRandom } from '../corpus.js'
import { putAll, relink } from '../forge.js'
import type { PlainLine } from '../forge.js'
import { departing, FIRST, found, lineAt, named, places } from '../kind.js'
import type { Effort, Forgery, Kind } from '../kind.js'

const timeOf = (line: PlainLine): string => String(line['timestamp'])
const moved = (time: string, by: number): string => new Date(Date.parse(time) + by).toISOString()
const hasClose = (line: PlainLine): boolean => line['type'] === 'frame'

/** A line with another time; the line of a frame closes then, so that nothing but the time is wrong. */
const at = (line: PlainLine, timestamp: string): PlainLine =>
  putAll(line, hasClose(line) ? { timestamp, timestamp_close: timestamp } : { timestamp })

/** A timestamp that is none, in any line. */
const malformed = (name: string, respell: (time: string) => string, effort: Effort = 're-hashed'): Kind => ({
  group: 'times',
  name,
  effort,
  clause: 'LED-04',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => () => {
      const lines = trace.lines.with(index, at(lineAt(trace, index), respell(timeOf(lineAt(trace, index)))))
      return found(named(trace, index), index, effort === 're-hashed'
        ? relink(lines) : lines, { code: 'time', reasons: ['capture mismatch'] })
    }),
})

const day = (date: string) => (time: string): string => date + time.slice(10)
const hour = (part: string) => (time: string): string => `${time.slice(0, 11)}${part}${time.slice(19)}`

const FORMS: readonly Kind[] = [
  malformed('the 30th of February', day('2026-02-30')),
  malformed('the 29th of February of a common year', day('2026-02-29')),
  malformed('the 29th of February of 1900', day('1900-02-29')),
  malformed('the 31st of April', day('2026-04-31')),
  malformed('day 0', day('2026-01-00')),
  malformed('month 0', day('2026-00-10')),
  malformed('month 13', day('2026-13-01')),
  malformed('hour 24', hour('24:00:00')),
  malformed('minute 60', hour('12:60:00')),
  malformed('second 60', hour('23:59:60')),
  malformed('a time without its fraction', (time) => time.replace(/\.\d+/, '')),
  malformed('a fraction of one digit', (time) => time.replace(/\.(\d)\d+/, '.$1')),
  malformed('a fraction of six digits', (time) => time.replace('Z', '000Z')),
  malformed('a comma before the fraction', (time) => time.replace('.', ',')),
  malformed('an offset in place of Z', (time) => time.replace('Z', '+00:00')),
  malformed('no Z', (time) => time.replace('Z', '')),
  malformed('a small z', (time) => time.replace('Z', 'z')),
  malformed('a small t', (time) => time.replace('T', 't')),
  malformed('a space in place of T', (time) => time.replace('T', ' ')),
  malformed('white space behind the time', (time) => `${time} `),
  malformed('a year of six digits', (time) => `+00${time}`),
  malformed('digits of another script', (time) => time.replace('2', '\u0662')),
  malformed('an empty time', () => ''),
  malformed('the 30th of February', day('2026-02-30'), 'as it stands'),
]

/** A time earlier than that of the line before. */
const earlier = (effort: Effort, by: number): Kind => ({
  group: 'times',
  name: by === 1 ? 'a time one millisecond before that of the line before' : 'a time years before that of the line before',
  effort,
  clause: 'LED-04',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).slice(1).map((index) => () => {
      const lines = trace.lines.with(index, at(lineAt(trace, index), moved(timeOf(lineAt(trace, index - 1)), -by)))
      return found(named(trace, index), index, effort === 're-hashed'
        ? relink(lines) : lines, { code: 'time', reasons: ['capture mismatch'] })
    }),
})

/** A time later than that of the line behind it; where the line is one of a frame, its closing time follows. */
const later: Kind = {
  group: 'times',
  name: 'a time later than that of the line behind it',
  effort: 're-hashed',
  clause: 'LED-04',
  first: FIRST.after,
  forge: (trace) =>
    places(trace).slice(0, -1).map((index) => (): Forgery | null => {
      // RPL-17: the time of the frame line that recovery wrote is known.
      if (lineAt(trace, index + 1)['ended'] === 'recovered' && lineAt(trace, index)['type'] === 'frame') return null
      const lines = trace.lines.with(index, at(lineAt(trace, index), moved(timeOf(lineAt(trace, index + 1)), 1)))
      return found(named(trace, index), index + 1, relink(lines), { code: 'time', reasons: ['capture mismatch'] })
    }),
}

/** A frame line that opens or closes at another time than it did. */
const ofFrame = (name: string, clause: string, member: 'timestamp_open' | 'timestamp_close' | 'timestamp'): Kind => ({
  group: 'times',
  name,
  effort: 're-hashed',
  clause,
  first: FIRST.line,
  forge: (trace) =>
    places(trace, 'frame').map((index) => (): Forgery | null => {
      const line = lineAt(trace, index)
      const before = timeOf(lineAt(trace, index - 1))
      // Its own time moves lawfully, to that of the line before, and timestamp_close stays.
      const time = member === 'timestamp' ? before : moved(String(line[member]), [-1, 1, 1000][makeRandom(named(trace, index))(3)] ?? 1)
      if (time === line[member]) return null
      const forged = putAll(line, { [member]: time })
      return found(named(trace, index), index, relink(trace.lines.with(index, forged)), { code: 'value', only: ['capture mismatch'] })
    }),
})

const opener: Kind = {
  group: 'times',
  name: 'the operator that opens a frame at another lawful time, timestamp_open as it was',
  effort: 're-hashed',
  clause: 'SES-48',
  first: 'the line of that frame',
  forge: (trace) =>
    places(trace, 'frame').map((index) => (): Forgery | null => {
      const id = lineAt(trace, index)['frame_id']
      const first = trace.lines.findIndex((line) => line['type'] === 'operator' && line['frame_id'] === id)
      const neighbours = [timeOf(lineAt(trace, first - 1)), timeOf(lineAt(trace, first + 1))]
      const time = neighbours.find((one) => one !== timeOf(lineAt(trace, first)))
      if (time === undefined) return null
      const lines = relink(trace.lines.with(first, at(lineAt(trace, first), time)))
      return found(named(trace, first), index, lines, { code: 'value', only: ['capture mismatch'] })
    }),
}

/** A recovered session whose last lines are later than what was there before the crash. */
const recoveredLate: Kind = {
  group: 'times',
  name: 'a recovered session with a later ending',
  effort: 're-hashed',
  clause: 'RPL-17',
  first: 'the frame line before the footer, or the footer',
  forge: (trace) => [
    () => {
      const last = trace.lines.length - 1
      if (lineAt(trace, last)['ended'] !== 'recovered') return null
      const from = lineAt(trace, last - 1)['type'] === 'frame' ? last - 1 : last
      const time = moved(timeOf(lineAt(trace, last)), 1)
      const lines = relink(trace.lines.map((line, index) => (index < from ? line : at(line, time))))
      return found(named(trace, from), from, lines, { code: 'time', only: ['capture mismatch'] })
    },
  ],
}

const closedAsRecovered: Kind = {
  group: 'times',
  name: 'a closed session as recovered, though its ending is later',
  effort: 're-hashed',
  clause: 'RPL-17',
  first: 'the frame line before the footer, or the footer',
  forge: (trace) => [
    () => {
      const last = trace.lines.length - 1
      if (lineAt(trace, last)['ended'] === 'recovered') return null
      const footer = putAll(lineAt(trace, last), { ended: 'recovered' })
      return departing('as recovered', relink(trace.lines.with(last, footer)), { code: 'time' })
    },
  ],
}

export const TIME_KINDS: readonly Kind[] = [
  ...FORMS,
  earlier('re-hashed', 1),
  earlier('as it stands', 1),
  earlier('re-hashed', 400_000_000_000),
  later,
  ofFrame('a frame that opens at another time', 'SES-48', 'timestamp_open'),
  ofFrame('a frame that closes at another time than its line', 'LED-07', 'timestamp_close'),
  ofFrame('a frame line at another lawful time, timestamp_close as it was', 'LED-07', 'timestamp'),
  opener,
  recoveredLate,
  closedAsRecovered,
]
