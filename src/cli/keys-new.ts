import { rmSync, statSync } from 'node:fs'
import { makeKeyPair } from '../shell/key-files.js'
import { writeOutput } from '../shell/output-file.js'
import { fileProblem } from '../shell/source-file.js'
import { systemErrorOf } from '../shell/system-error.js'
import type { Problem } from '../artifact/problem.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { printable } from './style.js'
import type { Style } from './style.js'

/** The arguments of `keys new`. */
export interface KeysNewArguments {
  /** The path of both files without their endings. */
  readonly name: string
  readonly force: boolean
}

const OWNER_ONLY = 0o600

/** Makes a key pair and writes both files, or neither (PRF-30). The private key goes into its file and nowhere else. */
export const keysNewVerb = ({ name, force }: KeysNewArguments, style: Style): Outcome => {
  const [privateFile, publicFile] = [`${name}.key`, `${name}.pub`]
  const taken = problemOfPlace(publicFile, force)
  if (taken !== null) return badInput('the keys cannot be written', [taken])
  const { keyId, privateKey, publicKey } = makeKeyPair()
  const first = writeOutput(privateFile, privateKey, { force, mode: OWNER_ONLY })
  if (!first.ok) return badInput('the private key cannot be written', [first.error])
  const second = writeOutput(publicFile, publicKey, { force })
  if (!second.ok) {
    rmSync(privateFile, { force: true })
    return badInput('the public key cannot be written', [second.error])
  }
  const lines = [
    `key ${keyId}`,
    `  private   ${style.bold(printable(privateFile))} (whoever reads it signs in your name)`,
    `  public    ${style.bold(printable(publicFile))}`,
  ]
  const json = { key_id: keyId, private_key: privateFile, public_key: publicFile }
  return { exit: EXIT.done, json, text: `${lines.join('\n')}\n`, message: '', problems: [] }
}

// Looked at before anything is written, so that no private key is replaced while its public half cannot be.
const problemOfPlace = (path: string, force: boolean): Problem | null => {
  try {
    const taken = statSync(path, { throwIfNoEntry: false })
    if (taken === undefined || (force && taken.isFile())) return null
    const code = taken.isFile() ? 'file-exists' : 'file-kind'
    return fileProblem(path, code, 'the path is taken', 'choose another name with -o, or replace files with --force')
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return fileProblem(path, system.code, `cannot write: ${system.message}`)
  }
}
