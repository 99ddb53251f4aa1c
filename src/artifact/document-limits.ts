import { LIMITS } from '../base/limits.js'
import { isWellFormed, utf8Length } from '../base/utf8.js'
import type { Node } from './node.js'
import type { Report } from './source.js'

/** Bounds of one document: bytes of UTF-8, levels of nesting, nodes. */
export interface DocumentLimits {
  readonly bytes: number
  readonly depth: number
  readonly nodes: number
}

/** The bounds of one artifact (LAW-08). */
export const ARTIFACT_LIMITS: DocumentLimits = {
  bytes: LIMITS.artifactBytes.value,
  depth: LIMITS.artifactDepth.value,
  nodes: LIMITS.artifactNodes.value,
}

/** Whether `text` has at most `bytes` bytes of UTF-8; reports otherwise (LAW-08). Ill-formed text is reported too (LAW-02). */
export const isBounded = (text: string, bytes: number, report: Report): boolean => {
  if (text.length > bytes) report(0, 'file-too-large', `${text.length} characters`, `expected at most ${bytes} bytes`)
  else if (!isWellFormed(text)) report(0, 'text-ill-formed', 'the file holds an unpaired surrogate', 'expected well-formed text')
  else if (utf8Length(text) > bytes) report(0, 'file-too-large', `${utf8Length(text)} bytes`, `expected at most ${bytes}`)
  else return true
  return false
}

/** The number of nodes of a tree, the root included. */
export const nodeCount = (node: Node): number => {
  let count = 1
  if (node.kind === 'list') for (const item of node.items) count += nodeCount(item)
  if (node.kind === 'mapping') for (const member of node.members.values()) count += nodeCount(member.node)
  return count
}
