import type { Node } from './node.js'
import type { Problem } from './problem.js'
import type { Source } from './source.js'

/** A document that was read: its source and its root. */
export interface ReadDocument {
  readonly ok: true
  readonly source: Source
  readonly root: Node
}

/** What is wrong with a document. */
export interface Unreadable {
  readonly ok: false
  readonly problems: readonly Problem[]
}
