/** Marks text for a terminal; each function returns it unchanged where there are no colours. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  bad(text: string): string
  warn(text: string): string
}

const paint =
  (on: boolean, open: number, close: number) =>
  (text: string): string =>
    on ? `\u001b[${open}m${text}\u001b[${close}m` : text

/** The style of a stream: colours on a terminal only, unless FORCE_COLOR asks for them; NO_COLOR forbids them. */
export const styleOf = (stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Style => {
  const forced = env['FORCE_COLOR']
  const asked = forced !== undefined && forced !== '0' && forced !== 'false'
  const forbidden = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || (forced !== undefined && !asked)
  const on = asked || (stream.isTTY === true && !forbidden)
  return {
    bold: paint(on, 1, 22),
    dim: paint(on, 2, 22),
    good: paint(on, 32, 39),
    bad: paint(on, 31, 39),
    warn: paint(on, 33, 39),
  }
}

// C0, DEL, C1, line separators and direction marks: none of them may reach a terminal from a file.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text from outside as one printable line: control characters and direction marks are written as escapes. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Text from outside as one printable line of at most `unitsMax` code units, shortened in the middle of nowhere else. */
export const shortened = (text: string, unitsMax = 100): string => {
  const line = printable(text)
  return line.length <= unitsMax ? line : `${line.slice(0, unitsMax - 1)}…`
}
