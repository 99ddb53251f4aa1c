import { utf8Length } from '../base/index.js'

const QUOTES_AND_COMMA = 3

/** What a transition to `environment` takes of the footer at most, which is one line and must be read again (LED-05, NUM-05). */
export const lineageBytes = (environment: string): number => utf8Length(environment) + QUOTES_AND_COMMA
