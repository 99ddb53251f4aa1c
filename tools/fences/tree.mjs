import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { checkCycles, checkLayers, checkSeparations } from './imports.mjs'
import { checkLawNames } from './lawnames.mjs'
import { checkFileSize, checkFunctionSize } from './size.mjs'
import { checkAny, checkDefaultExports, checkDocstrings, checkFocus, checkNonNull } from './style.mjs'
import { checkWords } from './words.mjs'

/** The files below the folders `folders` of `root` with one of the endings: `{ path, text }`, in order of path. */
export const readTree = (root, folders, endings) =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))

/** All findings of all fences in the tree at `root`. */
export const checkTree = (root) => {
  const sources = readTree(root, ['src'], ['.ts'])
  const written = readTree(root, ['src', 'test', 'properties', 'tools', 'bench'], ['.ts', '.mjs'])
  const tools = written.filter(({ path }) => path.startsWith('tools/') || path.startsWith('bench/'))
  const artifacts = readTree(root, ['rules', 'examples/rulesets'], ['.yaml'])
  return [
    ...checkLayers(sources),
    ...checkCycles(sources),
    ...checkSeparations(sources),
    ...checkWords(sources),
    ...checkFileSize(written),
    ...checkFunctionSize([...sources, ...tools]),
    ...checkDefaultExports([...sources, ...tools]),
    ...checkAny(sources),
    ...checkNonNull(sources),
    ...checkDocstrings([...sources, ...tools]),
    ...checkFocus(written.filter(({ path }) => path.endsWith('.test.ts'))),
    ...checkLawNames(sources, artifacts),
  ]
}
