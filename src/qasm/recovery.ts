import type { Cursor } from './cursor.js'

const LITERAL_BEFORE = new Set(['in', '=', '[', ',', '(', '{'])

/**
 * Goes to the end of a statement that failed, so that the next one is read from its start: past the `;`, or past the block in braces
 * (with any `else` after it). In a gate body it stops before the closing brace. `taken` is the cursor's count at the statement's start.
 */
export const recover = (cursor: Cursor, taken: number, place: 'file' | 'body'): void => {
  const started = cursor.taken > taken
  if (started && (cursor.last.text === ';' || (cursor.last.text === '}' && !inStatement(cursor)))) return
  for (;;) {
    const token = cursor.peek()
    const before = cursor.taken > taken ? cursor.last.text : ''
    if (token.kind === 'end' || (place === 'body' && token.text === '}')) return
    cursor.take()
    if (token.kind === 'string' || token.kind === 'bad-character') continue
    if ((token.text === '}' && !inStatement(cursor)) || (token.text === ';' && !continues(cursor))) return
    if (token.text !== '{') continue
    skipBlock(cursor)
    if (!LITERAL_BEFORE.has(before) && !inStatement(cursor) && !continues(cursor)) return
  }
}

/** Skips to the brace that closes the block whose opening brace has been taken. */
const skipBlock = (cursor: Cursor): void => {
  for (let depth = 1; depth > 0; ) {
    const token = cursor.take()
    if (token.kind === 'end') return
    if (token.kind !== 'symbol') continue
    if (token.text === '{') depth++
    if (token.text === '}') depth--
  }
}

/** Whether what follows a closing brace shows that it closed a set or a list, not a block. */
const inStatement = (cursor: Cursor): boolean => [']', ')', ',', ';'].some((text) => cursor.isSymbol(text))

const continues = (cursor: Cursor): boolean => cursor.peek().kind === 'name' && cursor.peek().text === 'else'
