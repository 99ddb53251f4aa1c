// Checks the house rules that a machine can check, and types: of the pure layers without Node and DOM, of web without Node, of the tests.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatFindings } from './fences/finding.mjs'
import { checkTree } from './fences/tree.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const findings = checkTree(root)
if (findings.length > 0) console.error(`${formatFindings(findings)}\nfences: ${findings.length} findings`)

const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const isFaulty = (project) => {
  const types = spawnSync(process.execPath, [compiler, '-p', join(root, project)], { cwd: root, stdio: 'inherit' })
  return types.status !== 0
}
const faulty = ['tsconfig.pure.json', 'tsconfig.web.json', 'tsconfig.test.json'].filter(isFaulty)
process.exitCode = findings.length > 0 || faulty.length > 0 ? 1 : 0
