import { randomUUID } from 'node:crypto'

/** A random UUID of version 4 in lower case, for sessions on a wall clock (LED-11). */
export const randomSessionId = (): string => randomUUID()

const SESSION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Whether `text` can be the id of a session (LED-09). */
export const isSessionId = (text: unknown): text is string => typeof text === 'string' && SESSION_ID.test(text)
