import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../cli/command.js'

interface Locked {
  readonly dependencies?: { readonly [name: string]: string }
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const run = (command: string, args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (error !== undefined || status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${error?.message ?? stderr}`)
  return stdout
}

/** The package as npm packs it: the tarball and the paths of its files. */
export interface Packed {
  readonly tarball: string
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** Packs the tree as it is built now into `folder`, with the bundle of the web. */
export const pack = (folder: string): Packed => {
  run(process.execPath, [join(root, 'tools', 'bundle.mjs')], root)
  const said = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)) as unknown
  // A list, or from npm 12 on an object by names.
  const [only] = Object.values(said as { [index: string]: { filename: string; files: Packed['files'] } })
  if (only === undefined) throw new Error('npm packed nothing')
  return { tarball: join(folder, only.filename), files: only.files }
}

/** The packages that the declared runtime dependencies need, by the lock file: names of folders below node_modules. */
export const runtimePackages = (): readonly string[] => {
  const { packages } = json(join(root, 'package-lock.json')) as { readonly packages: { readonly [path: string]: Locked } }
  const find = (from: string, name: string): string => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`
      if (packages[path] !== undefined) return path
      if (at === '') throw new Error(`the lock file has no ${name} for ${from}`)
    }
  }
  const { dependencies = {} } = json(join(root, 'package.json')) as Locked
  const found = new Set(Object.keys(dependencies).map((name) => find('', name)))
  // A Set is iterated in order of insertion, and takes in what is added on the way.
  for (const path of found) for (const name of Object.keys(packages[path]?.dependencies ?? {})) found.add(find(path, name))
  return [...found]
}

/** Puts the package and copies of what it needs at run time into `folder`/node_modules, as an installation does; nothing else. */
export const install = ({ tarball }: Packed, folder: string): void => {
  const place = join(folder, 'node_modules', 'qcompute')
  mkdirSync(place, { recursive: true })
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', place], folder)
  for (const path of runtimePackages()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path), { recursive: true, dereference: true })
  }
  mkdirSync(join(folder, 'node_modules', '.bin'))
  const { bin } = json(join(place, 'package.json')) as { readonly bin: { readonly qcompute: string } }
  symlinkSync(join('..', 'qcompute', bin.qcompute), join(folder, 'node_modules', '.bin', 'qcompute'))
}
