import { perform, startSession } from '../verifier/fixture.js'
import type { DrawBelow } from './draw.js'

/** A finished session as the lines of its events: one line each, or two where the event closes a frame; header first, footer last. */
export type Captured = readonly (readonly string[])[]

const ITEMS = ['h(q=0)', 'x(q=1)', 'cx(q1=0, q2=1)', 'measure(q=0)', 'token:t', '->production', '->archive', 'no such text']

/** The same with a timestamp that moves now and then: some lines share theirs, some do not. */
const clock = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + Math.floor(seq / 2)).toISOString()

/** A session of `items` drawn items. */
export const captureSession = (draw: DrawBelow, items: number): Captured => {
  const events: string[][] = []
  let lines: string[] = []
  const session = startSession({ clock, write: (line) => void lines.push(line) })
  const cut = (): void => {
    events.push(lines)
    lines = []
  }
  cut()
  for (let index = 0; index < items; index++) {
    const item = ITEMS[draw(draw(10) === 0 ? ITEMS.length : 4)] ?? ''
    perform(session, item.startsWith('token:') ? `token:t${index}` : item)
    cut()
  }
  session.close()
  cut()
  return events
}

/** The text of the first `events` events. */
export const textOf = (captured: Captured, events = captured.length): string =>
  captured.slice(0, events).map((lines) => lines.map((line) => `${line}\n`).join('')).join('')
