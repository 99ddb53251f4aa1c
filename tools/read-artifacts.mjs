// Reads the YAML of the shipped laws once, into dist/read/<SHA-256 of the text>.json: reading it again would be most of what a command
// needs to start (specs/decisions/0037-laws-read-at-build-time.md). The build calls it.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

// A verb that loads a law leaves its inline cases alone.
const isRead = (name) => name.endsWith('.yaml') && name !== 'cases.yaml'

/** Paths of the artifacts under `rules/` of the tree at `root`. */
export const shippedArtifacts = (root) => {
  const folder = join(root, 'rules')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isRead(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

/** Writes the packed roots of all shipped artifacts of the tree at `root`, with its own compiled reader, and removes those of others. */
export const readArtifacts = async (root) => {
  const paths = shippedArtifacts(root)
  if (paths.length === 0) return 0
  const module = (name) => import(pathToFileURL(join(root, 'dist', name)).href)
  const [{ readYaml }, { packNode }, { fileOfRoot }] = await Promise.all(
    ['artifact/document.js', 'artifact/packed-node.js', 'shell/read-before.js'].map(module),
  )
  const folder = join(root, 'dist', 'read')
  mkdirSync(folder, { recursive: true })
  const kept = new Set()
  for (const path of paths) {
    const text = readFileSync(path, 'utf8')
    const read = readYaml(text, path)
    // What is wrong in it is told when it is loaded.
    if (!read.ok) continue
    const file = fileOfRoot(text)
    const packed = JSON.stringify(packNode(read.root))
    if (!existsSync(file) || readFileSync(file, 'utf8') !== packed) {
      // A command that runs meanwhile sees the whole file or none.
      writeFileSync(`${file}.tmp`, packed)
      renameSync(`${file}.tmp`, file)
    }
    kept.add(file)
  }
  for (const name of readdirSync(folder)) if (!kept.has(join(folder, name))) rmSync(join(folder, name))
  return kept.size
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await readArtifacts(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)))
}
