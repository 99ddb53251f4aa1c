/** Width of a character, in the unit of the size of letters. */
const CHARACTER = 0.61

type Ranges = readonly (readonly [first: number, last: number])[]

// East Asian wide and full-width characters and pictures take two places. Combining marks take none, which is not used to save room.
const WIDE: Ranges = [
  [0x1100, 0x115f], [0x2e80, 0xa4cf], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6],
  [0x1f300, 0x1faff], [0x20000, 0x3fffd],
]

// What XML forbids, what nobody sees and what turns the direction of reading; lone surrogates are code points here.
const FORBIDDEN: Ranges = [
  [0x00, 0x1f], [0x7f, 0x9f], [0x61c, 0x61c], [0x200b, 0x200f], [0x2028, 0x202e], [0x2060, 0x206f], [0xd800, 0xdfff], [0xfeff, 0xfeff],
  [0xfff9, 0xfffb], [0xfffe, 0xffff],
]

const isIn = (ranges: Ranges, character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  return ranges.some(([first, last]) => first <= code && code <= last)
}

/** `text` without characters that XML forbids, that nobody sees or that turn the direction of reading; each becomes U+FFFD. */
export const visible = (text: string): string =>
  [...text].map((character) => (isIn(FORBIDDEN, character) ? '\ufffd' : character)).join('')

/** `text` as character data or the value of an attribute of XML (CHK-57). */
export const xml = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** `text` in at most `most` characters, the last of which is then an ellipsis. */
export const cut = (text: string, most: number): string => {
  const characters = [...visible(text)]
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}\u2026`
}

/** Width of `text` in letters of `size` that are all equally wide: no font must be measured. */
export const widthOf = (text: string, size: number): number => {
  let places = 0
  for (const character of text) places += isIn(WIDE, character) ? 2 : 1
  return places * CHARACTER * size
}

/** A length with at most two digits behind the point, as text of a picture. */
export const length = (value: number): string => {
  const rounded = Math.round(value * 100) / 100
  return String(Object.is(rounded, -0) ? 0 : rounded)
}
