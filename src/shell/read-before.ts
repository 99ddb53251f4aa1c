import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Node } from '../artifact/node.js'
import { unpackNode } from '../artifact/packed-node.js'
import type { PackedNode } from '../artifact/packed-node.js'
import { nodeDigest } from './node-digest.js'

// Written by the build beside the compiled modules; from `src/` there is none, and every text is read.
const FOLDER = new URL('../read/', import.meta.url)

/** File of the packed root of `text` below `folder`, named by the SHA-256 of the text. */
export const fileOfRoot = (text: string, folder: URL = FOLDER): string =>
  fileURLToPath(new URL(`${nodeDigest.sha256Hex(text)}.json`, folder))

/**
 * The root of an artifact that shipped with the package and was read when the package was built (decision 37), null for any other text:
 * one changed character makes another text. Reading YAML is most of the time that a command takes to start.
 */
export const rootReadBefore = (text: string, folder: URL = FOLDER): Node | null => {
  const path = fileOfRoot(text, folder)
  return existsSync(path) ? unpackNode(JSON.parse(readFileSync(path, 'utf8')) as PackedNode) : null
}
