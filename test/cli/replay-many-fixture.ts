import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { ensureBuilt, makeFolder, qcompute, root } from './command.js'

const schema = (name: string): object =>
  JSON.parse(readFileSync(join(root, 'specs', 'schemas', `${name}.schema.json`), 'utf8')) as object
const ajv = new Ajv2020({ strict: false, allErrors: true, schemas: [schema('replay'), schema('error')] })
const isReplays = ajv.compile(schema('replays'))

/** What the tests read of an item of the array. */
export interface Item {
  readonly trace: string
  readonly error?: { readonly exit: number }
  readonly replay?: { readonly valid: boolean }
}

/** The array that several replays write, held against its schema. */
export const itemsOf = (stdout: string): readonly Item[] => {
  const items = JSON.parse(stdout) as readonly Item[]
  expect(isReplays(items), ajv.errorsText(isReplays.errors)).toBe(true)
  return items
}

/** A folder of one test file with traces in it; the caller removes it. */
export interface TraceFolder {
  readonly folder: string
  /** The text of a valid trace of 18 lines, which stands in tour.qtrace. */
  readonly tour: string
  /** Writes files of a folder in it, by their paths. */
  place(name: string, files: Readonly<Record<string, string>>): void
}

/** Builds the command and makes `mixed`, with traces of every kind, and `sound`, with 40 valid ones. */
export const makeTraces = (): TraceFolder => {
  ensureBuilt()
  const folder = makeFolder()
  const place = (name: string, files: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(files)) {
      const path = join(folder, name, file)
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, text)
    }
  }
  const program = join(root, 'examples', 'programs', 'tour.yaml')
  expect(qcompute(['run', program, '-o', 'tour.qtrace', '--clock', 'logical'], folder).status).toBe(0)
  const tour = readFileSync(join(folder, 'tour.qtrace'), 'utf8')
  const staging = join(root, 'examples', 'programs', 'staging.yaml')
  const rules = join(root, 'examples', 'rulesets', 'staging')
  expect(qcompute(['run', staging, '-o', 'staging.qtrace', '--rules', rules, '--clock', 'logical'], folder).status).toBe(0)
  const forged = tour.replaceAll('"to":"production"', '"to":"sandbox"')
  place('mixed', { 'a.qtrace': tour, 'b/forged.qtrace': forged, 'b/.c/empty.qtrace': '', 'e.qtrace': tour.slice(0, -40), 'f.txt': 'no' })
  copyFileSync(join(folder, 'staging.qtrace'), join(folder, 'mixed', 'd.qtrace'))
  symlinkSync('..', join(folder, 'mixed', 'b', 'up'))
  place('sound', Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}.qtrace`, tour])))
  return { folder, tour, place }
}
