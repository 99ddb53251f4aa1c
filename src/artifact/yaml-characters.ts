const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const NEXT_LINE = 0x85

const isControl = (code: number): boolean =>
  (code < 0x20 && code !== TAB && code !== LINE_FEED && code !== CARRIAGE_RETURN) || (code >= 0x7f && code < 0xa0 && code !== NEXT_LINE)

/**
 * Offset of the first character that a YAML text may not hold (YAML 1.2 c-printable), or of a carriage return that no line feed
 * follows, which other readers take for a line end (LAW-02); -1 if there is none.
 */
export const unprintableAt = (text: string): number => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code >= 0xfffe) {
      if (isControl(code) || code >= 0xfffe) return at
      if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED) return at
    }
  }
  return -1
}
