import { readFileSync, readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt, root } from './command.js'

const folder = join(root, 'dist', 'cli')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

beforeAll(ensureBuilt)

const withoutNotes = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

const IMPORT = /^(?:import|export)\b[^'"]*?["']([^'"]+)["']|\bimport\(["']([^'"]+)["']\)/gm

/** What the text of a module imports, at once or later. */
const importsOf = (text: string): string[] => [...withoutNotes(text).matchAll(IMPORT)].map(([, now, later]) => now ?? later ?? '')

test('the command is one file and a few chunks: it loads no module of the library, and of packages only those that few verbs need', () => {
  const waiting = ['main.js']
  const seen = new Set(waiting)
  const outside = new Set<string>()
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const specifier of importsOf(read(name))) {
      if (builtinModules.includes(specifier.replace('node:', ''))) continue
      if (!specifier.startsWith('.')) outside.add(specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'))
      else if (!seen.has(specifier.slice(2))) {
        expect(specifier).toMatch(/^\.\/command-[\w-]+\.mjs$/)
        seen.add(specifier.slice(2))
        waiting.push(specifier.slice(2))
      }
    }
  }
  expect(seen.size).toBeGreaterThan(3)
  expect(seen.size).toBeLessThan(40)
  for (const name of outside) expect(['@noble/hashes', 'ajv', 'json-rules-engine', 'xstate']).toContain(name)
  expect(readdirSync(folder).filter((name) => name.endsWith('.mjs') && !seen.has(name))).toEqual([])
})

test('the licences of the packages inside stand beside it', () => {
  const notices = read('command-licences.txt')
  for (const name of ['commander', 'yaml']) expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+$`, 'm'))
})
