import type { Report } from './source.js'

const SPACE = 0x20
const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

const unprintableAt = (text: string): number => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= SPACE || code === TAB || code === LINE_FEED) continue
    if (code !== CARRIAGE_RETURN || text.charCodeAt(at + 1) !== LINE_FEED) return at
  }
  return -1
}

/**
 * Whether `text` is free of control characters below the space, which a YAML text may not hold, quoted or not (YAML 1.2 nb-json), and of
 * carriage returns that no line feed follows, which other readers take for a line end (LAW-02). Reports the first one otherwise.
 */
export const isPrintable = (text: string, report: Report): boolean => {
  const at = unprintableAt(text)
  if (at < 0) return true
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  report(at, 'yaml-syntax', `the control character U+${code}`, 'expected an escape in double quotes, or LF as line end')
  return false
}
