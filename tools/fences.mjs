// Checks the house rules that a machine can check, and the types of the pure layers without Node and DOM.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatFindings } from './fences/finding.mjs'
import { checkTree } from './fences/tree.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const findings = checkTree(root)
if (findings.length > 0) console.error(`${formatFindings(findings)}\nfences: ${findings.length} findings`)

const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const types = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.pure.json')], { cwd: root, stdio: 'inherit' })
process.exitCode = findings.length > 0 || types.status !== 0 ? 1 : 0
