import { posix } from 'node:path'
import { assertLooked, finding } from './finding.mjs'
import { LAYERS, layerOf, SEPARATIONS } from './layers.mjs'
import { codeTokens } from './scan.mjs'

/**
 * The imports of a source text: `{ specifier, line, typeOnly }`; `export … from` counts. A dynamic import whose argument is no
 * literal has no specifier.
 */
export const importsOf = (text) => {
  const tokens = codeTokens(text)
  const imports = []
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'name' || tokens[index - 1]?.text === '.') continue
    const next = tokens[index + 1]
    if (token.text === 'import' && next?.text === '(') {
      const argument = tokens[index + 2]
      const typeOnly = ['typeof', ':', '<', '|'].includes(tokens[index - 1]?.text)
      imports.push({ specifier: argument?.value, line: token.line, typeOnly })
    } else if (token.text === 'import' && next?.type === 'string') {
      imports.push({ specifier: next.value, line: token.line, typeOnly: false })
    } else if (token.text === 'from' && next?.type === 'string') {
      imports.push({ specifier: next.value, line: next.line, typeOnly: isTypeOnly(tokens, index) })
    }
  }
  return imports
}

const isTypeOnly = (tokens, from) => {
  let at = from
  while (at > 0 && !(tokens[at].type === 'name' && ['import', 'export'].includes(tokens[at].text))) at--
  return tokens[at + 1]?.text === 'type' && tokens[at + 2]?.text !== 'from'
}

const resolve = (path, specifier) =>
  specifier?.startsWith('.') ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts') : undefined

const packageOf = (specifier) =>
  specifier.startsWith('node:') ? 'node:' : specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')

const checkOne = ({ path }, { specifier, line }, paths) => {
  const layer = layerOf(path)
  const allowed = LAYERS.get(layer)
  if (specifier === undefined) return 'import a literal path, so that the layers can be checked'
  const target = resolve(path, specifier)
  if (target === undefined) {
    const name = packageOf(specifier)
    return allowed.packages.includes(name) ? undefined : `the layer ${layer} must not import ${specifier}: take a port as a parameter`
  }
  if (!specifier.endsWith('.js')) return `write the ending .js in ${specifier}`
  if (!paths.has(target)) return `${specifier} names no file of the tree`
  const other = layerOf(target)
  const fine = other === layer || allowed.layers.includes(other)
  return fine ? undefined : `the layer ${layer} must not import ${other} (line ${line}): move what both need to a lower layer`
}

/** Fence: every import follows the table of layers. `files` is a list of `{ path, text }` with paths like `src/base/order.ts`. */
export const checkLayers = (files) => {
  assertLooked('layers', files)
  const paths = new Set(files.map(({ path }) => path))
  return files.flatMap((file) => {
    const layer = layerOf(file.path)
    if (!LAYERS.has(layer)) return [finding('layers', file.path, 1, `unknown layer ${layer}: put the file into a layer of the table`)]
    return importsOf(file.text).flatMap((one) => {
      const message = checkOne(file, one, paths)
      return message === undefined ? [] : [finding('layers', file.path, one.line, message)]
    })
  })
}

// Files lead on to what they import themselves; the name of a package is an end.
const graphOf = (files, keep) =>
  new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter(keep)
        .flatMap(({ specifier, line }) => [{ target: resolve(path, specifier) ?? specifier, line }])
        .filter(({ target }) => target !== undefined),
    ]),
  )

/** Fence: no cycles of imports that exist at run time; types may know each other. */
export const checkCycles = (files) => {
  assertLooked('cycles', files)
  const graph = graphOf(files, ({ typeOnly }) => !typeOnly)
  const findings = []
  const done = new Set()
  const visit = (path, trail) => {
    if (done.has(path)) return
    for (const { target, line } of graph.get(path) ?? []) {
      const start = [...trail, path].indexOf(target)
      if (start < 0) visit(target, [...trail, path])
      else findings.push(finding('cycles', path, line, `import cycle: ${[...[...trail, path].slice(start), target].join(' → ')}`))
    }
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return findings
}

/** Fence: what must stay apart is not joined by any chain of imports that exists at run time. */
export const checkSeparations = (files) => {
  assertLooked('separations', files)
  const graph = graphOf(files, ({ typeOnly }) => !typeOnly)
  return SEPARATIONS.flatMap(({ from, to, why }) =>
    files
      .filter(({ path }) => from.test(path))
      .flatMap(({ path }) => {
        const chain = chainTo(graph, path, to)
        return chain === undefined ? [] : [finding('separations', path, chain.line, `${why}: ${chain.path.join(' → ')}`)]
      }),
  )
}

const chainTo = (graph, start, goal) => {
  const seen = new Set([start])
  const queue = [{ at: start, path: [start], line: 1 }]
  for (const { at, path, line } of queue) {
    for (const edge of graph.get(at) ?? []) {
      const next = { at: edge.target, path: [...path, edge.target], line: path.length === 1 ? edge.line : line }
      if (goal.test(edge.target)) return next
      if (!seen.has(edge.target)) queue.push(next)
      seen.add(edge.target)
    }
  }
  return undefined
}
