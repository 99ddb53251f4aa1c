import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/command.js'

/** A Node other than the one that runs the tests. */
export interface OtherNode {
  readonly path: string
  readonly version: string
}

const MAY_BE_ABSENT = process.env['CI'] !== 'true'

const missing = (message: string): null => {
  if (MAY_BE_ABSENT) console.warn(`not run: ${message}`)
  else throw new Error(message)
  return null
}

/**
 * The other Node: that of QCOMPUTE_OTHER_NODE, else the one of tools/newer-node. Null with a message if it is not there or of the same
 * version; under CI that is a failure.
 */
export const findOtherNode = (): OtherNode | null => {
  const path = process.env['QCOMPUTE_OTHER_NODE'] ?? join(root, 'tools', 'newer-node', 'node_modules', '.bin', 'node')
  if (!existsSync(path)) return missing(`there is no second Node at ${path} (npm ci --prefix tools/newer-node, or set QCOMPUTE_OTHER_NODE)`)
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const version = stdout.trim()
  if (status !== 0 || !/^v\d+\.\d+\.\d+$/.test(version)) throw new Error(`${path} is no Node`)
  if (version === process.version) return missing(`the second Node at ${path} has this Node's version, ${version}`)
  return { path, version }
}
