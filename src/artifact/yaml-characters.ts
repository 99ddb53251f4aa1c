const SPACE = 0x20
const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Offset of the first control character below the space that a YAML text may not hold, quoted or not (YAML 1.2 nb-json), or of a
 * carriage return that no line feed follows, which other readers take for a line end (LAW-02); -1 if there is none.
 */
export const unprintableAt = (text: string): number => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= SPACE || code === TAB || code === LINE_FEED) continue
    if (code !== CARRIAGE_RETURN || text.charCodeAt(at + 1) !== LINE_FEED) return at
  }
  return -1
}
