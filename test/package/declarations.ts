import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** A name that a declaration file declares or passes on. */
interface Declared {
  readonly file: string
  readonly name: string
  readonly text: string
}

interface Module {
  /** Declarations by their names, with all their text. */
  readonly declared: ReadonlyMap<string, Declared>
  /** Names that come from other files: what they are called there. */
  readonly foreign: ReadonlyMap<string, { readonly file: string; readonly name: string }>
  /** Names that leave the file, and the name inside. */
  readonly exported: ReadonlyMap<string, string>
}

const HEAD = /^(export )?(?:declare )?(?:abstract )?(?:interface|type|const|let|class|function)\*? ([\w$]+)/

const strip = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\/\/.*$/gm, '')

// tsc begins every top-level statement of a declaration file at the start of a line, and nothing else but closing braces.
const statementsOf = (text: string): readonly string[] => strip(text).split(/\n(?=(?:export|import|declare|interface|type|class)\b)/)

const namesOf = (list: string): readonly (readonly [inside: string, outside: string])[] =>
  list.split(',').flatMap((part) => {
    const [inside, outside] = part.trim().replace(/^type /, '').split(' as ')
    return inside === undefined || inside === '' ? [] : [[inside, outside ?? inside] as const]
  })

const CLAUSE = /^(import|export)(?: type)? \{([^}]*)\}(?: from '([^']+)')?/

/** Reads a declaration file as tsc writes them. Names from packages are no part of it. */
const readModule = (file: string): Module => {
  const declared = new Map<string, Declared>()
  const foreign = new Map<string, { file: string; name: string }>()
  const exported = new Map<string, string>()
  for (const statement of statementsOf(readFileSync(file, 'utf8')).map((one) => one.trim())) {
    const clause = CLAUSE.exec(statement)
    const head = HEAD.exec(statement)
    if (clause !== null) {
      const [, word, list = '', from] = clause
      const target = from?.startsWith('.') === true ? join(dirname(file), from.replace(/\.js$/, '.d.ts')) : null
      for (const [inside, outside] of namesOf(list)) {
        if (target !== null) foreign.set(outside, { file: target, name: inside })
        if (word === 'export') exported.set(outside, target === null ? inside : outside)
      }
    } else if (head !== null) {
      const [, isExported, name = ''] = head
      const before = declared.get(name)
      declared.set(name, { file, name, text: `${before?.text ?? ''}\n${statement}` })
      if (isExported !== undefined) exported.set(name, name)
    } else if (statement !== '' && statement !== 'export {};' && !/^import [\w*{]/.test(statement)) {
      throw new Error(`${file}: what is ${statement}?`)
    }
  }
  return { declared, foreign, exported }
}

/** A type that public declarations mention and that no name of the face gives. */
export interface HiddenType {
  readonly name: string
  readonly file: string
  readonly mentionedBy: string
}

// What is no type: only `typeof` can name it.
const isValue = ({ text }: Declared): boolean => /^\s*(export )?declare (const|let|function)\b/.test(text)

/** The names of a face, and the types that are missing among them. */
export interface Face {
  readonly names: readonly string[]
  readonly hidden: readonly HiddenType[]
}

/**
 * The face whose declaration file is `entry`: every type that its names mention, directly or not, must be one of them, or of those of the
 * face `beside` it. Two declarations of the same name and text are one type.
 */
export const faceOf = (entry: string, beside: string = entry): Face => {
  const modules = new Map<string, Module>()
  const moduleAt = (file: string): Module => {
    if (!existsSync(file)) throw new Error(`${file} is not there`)
    const known = modules.get(file) ?? readModule(file)
    modules.set(file, known)
    return known
  }
  const find = (file: string, name: string): Declared | null => {
    const { declared, foreign } = moduleAt(file)
    const other = foreign.get(name)
    if (declared.has(name)) return declared.get(name) ?? null
    if (other === undefined) return null
    const inner = moduleAt(other.file).exported.get(other.name)
    return inner === undefined ? null : find(other.file, inner)
  }
  const face = moduleAt(entry)
  const keyOf = ({ file, name }: Declared): string => `${file}#${name}`
  const rootsOf = (file: string): readonly Declared[] => [...moduleAt(file).exported.values()].flatMap((inside) => find(file, inside) ?? [])
  const roots = rootsOf(entry)
  const given = [...roots, ...rootsOf(beside)]
  const texts = new Set(given.map(({ text }) => text.replace(/^export /gm, '')))
  const isGiven = ({ text }: Declared): boolean => texts.has(text.replace(/^export /gm, ''))
  const hidden = new Map<string, HiddenType>()
  const queue = [...roots]
  const seen = new Set(given.map(keyOf))
  for (const declaration of queue) {
    const words = new Set(declaration.text.replace(/'[^'\n]*'/g, '').match(/[A-Za-z_$][\w$]*/g))
    for (const word of words) {
      const found = word === declaration.name ? null : find(declaration.file, word)
      if (found === null || seen.has(keyOf(found)) || isGiven(found) || isValue(found)) continue
      seen.add(keyOf(found))
      queue.push(found)
      hidden.set(keyOf(found), { name: found.name, file: relative(dirname(entry), found.file), mentionedBy: declaration.name })
    }
  }
  return { names: [...face.exported.keys()], hidden: [...hidden.values()] }
}
