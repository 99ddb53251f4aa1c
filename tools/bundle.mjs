// Bundles the browser's verifier into one file without imports: `npm run build:web`. Run after the build; prints the sizes.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { licenceIn, licencesOf } from './licences.mjs'

const ENTRY = ['dist', 'web', 'index.js']
const OUTPUT = ['dist', 'web', 'verifier.bundle.mjs']

/** The most bytes that the bundle may have, and the most after gzip. */
export const BUNDLE_BYTES_MAX = { raw: 300_000, gzip: 95_000 }

const asComment = (texts) => `/*!\n${texts.join('\n\n').replaceAll('*/', '* /').replace(/^/gm, ' * ').replace(/ +$/gm, '')}\n */\n`

/**
 * Bundles dist/web/index.js of the tree at `root` to text: `{ code, modules }`, `modules` being the paths of the files inside. Whatever
 * cannot be resolved without Node is an error.
 */
export const bundle = async (root) => {
  const input = join(root, ...ENTRY)
  if (!existsSync(input)) throw new Error(`${relative(root, input)} is not there: build first`)
  const warnings = []
  const build = await rolldown({ input, platform: 'browser', cwd: root, onLog: (_level, log) => void warnings.push(log.message) })
  const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false })
  await build.close()
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`one file was wanted, there are ${others.length + 1}`)
  const outside = [...chunk.imports, ...chunk.dynamicImports]
  if (outside.length > 0) throw new Error(`the bundle imports ${outside.join(', ')}: the web has no Node`)
  if (warnings.length > 0) throw new Error(`the bundler warns:\n${warnings.join('\n')}`)
  const modules = chunk.moduleIds.filter((path) => !path.startsWith('\0'))
  return { code: `${asComment([licenceIn(root), ...licencesOf(modules)])}${chunk.code}`, modules }
}

/** The sizes of a text in bytes: as it is, and after gzip. */
export const sizesOf = (text) => ({ raw: Buffer.byteLength(text), gzip: gzipSync(text, { level: 9 }).length })

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const path = join(root, ...OUTPUT)
  const { code, modules } = await bundle(root)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, code)
  const { raw, gzip } = sizesOf(code)
  console.log(`${relative(root, path)}: ${modules.length} modules, ${raw} bytes, ${gzip} after gzip`)
  if (raw > BUNDLE_BYTES_MAX.raw || gzip > BUNDLE_BYTES_MAX.gzip) {
    console.error(`bundle: more than ${BUNDLE_BYTES_MAX.raw} bytes, or ${BUNDLE_BYTES_MAX.gzip} after gzip`)
    process.exitCode = 1
  }
}
