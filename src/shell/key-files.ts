import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { statSync } from 'node:fs'
import { err, LIMITS, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { fileProblem, readText } from './source-file.js'

/** A key that signs. The private key itself is never shown: this holds nothing that could print it (PRF-30). */
export interface SigningKey {
  /** SHA-256 of the public key as SPKI DER, 64 lower-case hex digits. */
  readonly keyId: string
  /** The Ed25519 signature of `bytes` (RFC 8032), 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array
}

/** A public key with the file it came from. */
export interface VerifyingKey {
  readonly keyId: string
  readonly file: string
  /** Whether `signature` is the Ed25519 signature of `bytes` by this key; false for what is no signature at all. */
  verify(bytes: Uint8Array, signature: Uint8Array): boolean
}

/** The texts of the two files of a new key pair (PRF-30). */
export interface KeyPairText {
  readonly keyId: string
  /** PKCS#8, PEM. */
  readonly privateKey: string
  /** SPKI, PEM. */
  readonly publicKey: string
}

const SIGNATURE_BYTES = 64

const keyIdOf = (publicKey: KeyObject): string => hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'hex')

/** Makes a key pair from the randomness of the operating system. */
export const makeKeyPair = (): KeyPairText => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    keyId: keyIdOf(publicKey),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** The private key in the file `path`, PKCS#8 PEM and not encrypted, and a warning where others than its owner can read the file. */
export const readSigningKey = (path: string): Result<{ readonly key: SigningKey; readonly warnings: readonly Problem[] }, Problem> => {
  const text = readText(path, LIMITS.keyFileBytes)
  if (!text.ok) return text
  const key = decodeSigningKey(text.value, path)
  return key.ok ? ok({ key: key.value, warnings: isExposed(path) ? [exposed(path)] : [] }) : key
}

/** The private key in the text of a PEM file; `path` is its name in problems. */
export const decodeSigningKey = (pem: string, path: string): Result<SigningKey, Problem> => {
  const der = decodePem(pem, path, 'PRIVATE KEY')
  if (!der.ok) return der
  const privateKey = keyOf(() => createPrivateKey({ key: Buffer.from(der.value), format: 'der', type: 'pkcs8' }))
  if (privateKey === null) return err(wrongKey(path, 'the file holds no Ed25519 key', 'make one with qcompute keys new'))
  return ok({ keyId: keyIdOf(createPublicKey(privateKey)), sign: (bytes) => sign(null, bytes, privateKey) })
}

/** The public key in the file `path`, SPKI PEM. */
export const readVerifyingKey = (path: string): Result<VerifyingKey, Problem> => {
  const text = readText(path, LIMITS.keyFileBytes)
  return text.ok ? decodeVerifyingKey(text.value, path) : text
}

/** The public key in the text of a PEM file; `path` is its name in problems. */
export const decodeVerifyingKey = (pem: string, path: string): Result<VerifyingKey, Problem> => {
  const der = decodePem(pem, path, 'PUBLIC KEY')
  if (!der.ok) return der
  const publicKey = keyOf(() => createPublicKey({ key: Buffer.from(der.value), format: 'der', type: 'spki' }))
  if (publicKey === null) return err(wrongKey(path, 'the file holds no Ed25519 key', 'name the public key of the signer'))
  if (isSmallOrder(publicKey)) {
    return err(wrongKey(path, 'the key is a point of small order, which anybody can sign for', 'name another key'))
  }
  return ok({
    keyId: keyIdOf(publicKey),
    file: path,
    verify: (bytes, signature) => signature.length === SIGNATURE_BYTES && verify(null, bytes, publicKey, signature),
  })
}

// The encodings of the points whose order divides 8, sign bit aside: for these a signature that fits everything can be made without
// any private key (RFC 8032 does not ask a verifier to refuse them).
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

const isSmallOrder = (key: KeyObject): boolean => {
  const point = Buffer.from(key.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES))
  point[KEY_BYTES - 1] = (point[KEY_BYTES - 1] ?? 0) & 0x7f
  return SMALL_ORDER.has(point.toString('hex'))
}

// OpenSSL throws on what is no key.
const keyOf = (read: () => KeyObject): KeyObject | null => {
  try {
    const key = read()
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

const KEY_BYTES = 32
const PEM = /^\s*-----BEGIN ([A-Z0-9 ]{1,40})-----[ \t]*\r?\n([A-Za-z0-9+/=\r\n]*)-----END \1-----\s*$/
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type:[ \t]*4,[ \t]*ENCRYPTED/m

const decodePem = (text: string, path: string, label: 'PRIVATE KEY' | 'PUBLIC KEY'): Result<Uint8Array, Problem> => {
  if (ENCRYPTED.test(text)) {
    const problem = fileProblem(path, 'signing-key-encrypted', 'the key is encrypted', 'decrypt it first; qcompute asks for no passphrase')
    return err(problem)
  }
  const [, found, base64] = PEM.exec(text) ?? []
  if (found === undefined || base64 === undefined) return err(wrongKey(path, 'the file is no PEM file of one key', labelHint(label)))
  if (found !== label) return err(wrongKey(path, `the file holds a ${found.toLowerCase()}`, labelHint(label)))
  return ok(Buffer.from(base64, 'base64'))
}

const labelHint = (label: string): string =>
  label === 'PUBLIC KEY' ? 'name the public key (.pub), not the private one' : 'name a private key as PKCS#8 PEM (.key)'

const wrongKey = (path: string, message: string, expected: string): Problem => fileProblem(path, 'signing-key-wrong', message, expected)

const OTHERS = 0o077

// Windows has no such bits; there every file looks open.
const isExposed = (path: string): boolean => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
  return process.platform !== 'win32' && (mode & OTHERS) !== 0
}

const exposed = (path: string): Problem => ({
  ...fileProblem(path, 'signing-key-exposed', 'others than the owner can read this private key', 'chmod 600'),
  severity: 'warning',
})
