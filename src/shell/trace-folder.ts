import { lstatSync, readdirSync, statSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { compareCodeUnits, LIMITS } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { fileProblem } from './source-file.js'
import { systemErrorOf } from './system-error.js'

/** A trace that was named or found, or a place where there should be one and a problem is. */
export interface FoundTrace {
  readonly path: string
  /** Its size; 0 where that is not known. */
  readonly bytes: number
  readonly problem: Problem | null
}

/** What several arguments lead to (CMD-25), in their order; those of one folder in the order of code units of their paths. */
export interface FoundTraces {
  readonly traces: readonly FoundTrace[]
  /** Whether a folder was among the arguments. */
  readonly hasFolder: boolean
  /** What was passed over, as warnings. */
  readonly passedOver: readonly Problem[]
}

const ENDING = '.qtrace'

/** The traces that `paths` name. A folder stands for every file below it that ends in `.qtrace`; links below it are not followed. */
export const findTraces = (paths: readonly string[], tracesMax: number = LIMITS.tracesMax.value): FoundTraces => {
  const traces: FoundTrace[] = []
  const passedOver: Problem[] = []
  let hasFolder = false
  for (const path of paths) {
    if (!isFolder(path)) {
      traces.push({ path, bytes: bytesOf(path), problem: null })
      continue
    }
    hasFolder = true
    const { found, links } = searchFolder(path, tracesMax)
    for (const trace of found) traces.push(trace)
    if (links > 0) passedOver.push(linksProblem(path, links))
  }
  return { traces, hasFolder, passedOver }
}

const isFolder = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch (thrown) {
    if (systemErrorOf(thrown) === null) throw thrown
    return false
  }
}

const bytesOf = (path: string): number => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0
  } catch (thrown) {
    if (systemErrorOf(thrown) === null) throw thrown
    return 0
  }
}

interface Searched {
  readonly found: readonly FoundTrace[]
  readonly links: number
}

const searchFolder = (folder: string, tracesMax: number): Searched => {
  const start = folder.replace(/\/+$/, '')
  const found: FoundTrace[] = []
  let links = 0
  const waiting = [folder]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const inside = entriesOf(place)
    if (!Array.isArray(inside)) {
      found.push({ path: place, bytes: 0, problem: inside })
      continue
    }
    for (const entry of inside) {
      const path = `${place === folder ? start : place}/${entry.name}`
      if (entry.isSymbolicLink()) links++
      else if (entry.isDirectory()) waiting.push(path)
      else if (entry.name.endsWith(ENDING)) found.push({ path, bytes: bytesOf(path), problem: null })
    }
    if (found.length > tracesMax) return { found: [whole(folder, tooMany(folder, tracesMax))], links }
  }
  if (found.length === 0) return { found: [whole(folder, noTraces(folder))], links }
  return { found: found.sort((a, b) => compareCodeUnits(a.path, b.path)), links }
}

const entriesOf = (folder: string): Dirent[] | Problem => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return fileProblem(folder, system.code, system.message)
  }
}

const whole = (path: string, problem: Problem): FoundTrace => ({ path, bytes: 0, problem })

// Looking at nothing is never a pass.
const noTraces = (folder: string): Problem =>
  fileProblem(folder, 'traces-missing', 'is a folder without traces', `the names of traces end in ${ENDING}`)

const tooMany = (folder: string, tracesMax: number): Problem =>
  fileProblem(folder, 'traces-too-many', `holds more than ${tracesMax} traces`, `limit: ${LIMITS.tracesMax.meaning}`)

const linksProblem = (folder: string, links: number): Problem => ({
  ...fileProblem(folder, 'links-passed-over', `symbolic links are not followed: ${links} passed over`, 'name what they lead to'),
  severity: 'warning',
})
