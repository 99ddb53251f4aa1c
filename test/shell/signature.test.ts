import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/base/index.js'
import { canonicalJson, LIMITS } from '../../src/base/index.js'
import { parseLine } from '../../src/ledger/decode.js'
import { encodeTraceRoot, traceRootOf } from '../../src/ledger/trace-root.js'
import type { TraceRoot } from '../../src/ledger/trace-root.js'
import { makeSchemaOracle } from '../../src/oracle/schema-oracle.js'
import { decodeEnvelope, encodeEnvelope, PAYLOAD_TYPE, preAuthenticationEncoding } from '../../src/shell/dsse.js'
import type { Envelope } from '../../src/shell/dsse.js'
import { decodeVerifyingKey, makeKeyPair, readSigningKey, readVerifyingKey } from '../../src/shell/key-files.js'
import type { SigningKey, VerifyingKey } from '../../src/shell/key-files.js'
import { judgeSignatures, signersOf, signRoot } from '../../src/shell/signed-trace.js'
import { watchEnds } from '../../src/shell/trace-ends.js'
import { bytesSource } from '../../src/shell/trace-reader.js'
import type { TraceSource } from '../../src/shell/trace-reader.js'
import { runs } from '../seed.js'
import { cx, h, trace } from '../verifier/fixture.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute keys '))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, content: string | Uint8Array, mode = 0o600): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

// RFC 8032 §7.1, the tests 1 to 3: secret key, public key, message, signature.
const VECTORS = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`
// RFC 8410: what stands before the 32 bytes of a key.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

const signing = (path: string): SigningKey => {
  const read = readSigningKey(path)
  if (!read.ok) throw new Error(read.error.message)
  return read.value.key
}
const verifying = (path: string): VerifyingKey => {
  const read = readVerifyingKey(path)
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

describe('keys', () => {
  test.each(VECTORS)('[PRF-30] [PRF-32] the vector of RFC 8032 with the secret %s', (secret, publicKey, message, signature) => {
    const key = signing(write('vector.key', pem('PRIVATE KEY', Buffer.concat([PKCS8, Buffer.from(secret, 'hex')]))))
    const other = verifying(write('vector.pub', pem('PUBLIC KEY', Buffer.concat([SPKI, Buffer.from(publicKey, 'hex')]))))
    const bytes = Buffer.from(message, 'hex')
    expect(Buffer.from(key.sign(bytes)).toString('hex')).toBe(signature)
    expect(key.keyId).toBe(other.keyId)
    expect(other.verify(bytes, Buffer.from(signature, 'hex'))).toBe(true)
    expect(other.verify(Buffer.from('00', 'hex'), Buffer.from(signature, 'hex'))).toBe(false)
    for (const length of [0, 1, 63, 65, 1000]) expect(other.verify(bytes, Buffer.alloc(length, signature, 'hex'))).toBe(false)
  })

  test('[PRF-30] a new pair is PKCS#8 and SPKI, its id the digest of the public key', async () => {
    const { createHash } = await import('node:crypto')
    const { privateKey, publicKey, keyId } = makeKeyPair()
    expect(createPrivateKey(privateKey).asymmetricKeyType).toBe('ed25519')
    const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' })
    expect(createHash('sha256').update(der).digest('hex')).toBe(keyId)
    expect(signing(write('new.key', privateKey)).keyId).toBe(keyId)
    expect(verifying(write('new.pub', publicKey)).keyId).toBe(keyId)
    expect(makeKeyPair().keyId).not.toBe(keyId)
  })

  test('[PRF-38] a key that others can read gives a warning, its own does not', () => {
    const { privateKey } = makeKeyPair()
    const warnings = (mode: number): unknown => {
      const read = readSigningKey(write('mode.key', privateKey, mode))
      return read.ok && read.value.warnings.map(({ code, severity }) => [code, severity])
    }
    expect(warnings(0o600)).toEqual([])
    expect(warnings(0o400)).toEqual([])
    for (const mode of [0o640, 0o604, 0o644, 0o660]) expect(warnings(mode)).toEqual([['signing-key-exposed', 'warning']])
  })

  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const own = makeKeyPair()
  const encrypted = createPrivateKey(own.privateKey).export(
    { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  ).toString()
  const legacy = rsa.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' }).toString()
  const bad: readonly (readonly [string, 'private' | 'public', string | Uint8Array, string])[] = [
    ['an encrypted key', 'private', encrypted, 'signing-key-encrypted'],
    ['an encrypted key of the old form', 'private', legacy, 'signing-key-encrypted'],
    ['an RSA key', 'private', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'signing-key-wrong'],
    ['an elliptic key', 'private', ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'signing-key-wrong'],
    ['an elliptic public key', 'public', ec.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'signing-key-wrong'],
    ['a public key', 'private', own.publicKey, 'signing-key-wrong'],
    ['a private key', 'public', own.privateKey, 'signing-key-wrong'],
    ['two keys', 'private', own.privateKey + own.privateKey, 'signing-key-wrong'],
    ['half a key', 'private', own.privateKey.slice(0, 60), 'signing-key-wrong'],
    ['a changed label', 'private', own.privateKey.replace('END PRIVATE', 'END SECRET'), 'signing-key-wrong'],
    ['no bytes', 'private', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n', 'signing-key-wrong'],
    ['other bytes', 'public', pem('PUBLIC KEY', Buffer.from('hello')), 'signing-key-wrong'],
    ['nothing', 'public', '', 'signing-key-wrong'],
    ['no text', 'private', new Uint8Array([0x80, 0, 1]), 'file-encoding'],
    ['a large file', 'public', 'x'.repeat(LIMITS.keyFileBytes.value + 1), 'file-too-large'],
  ]
  test.each(bad)('[PRF-38] %s is refused as a %s key', (_, kind, content, code) => {
    const path = write('bad.pem', content)
    const read = kind === 'private' ? readSigningKey(path) : readVerifyingKey(path)
    expect(read).toMatchObject({ ok: false, error: { code, file: path, severity: 'error' } })
  })

  test('[PRF-30] no refusal and nothing that is held shows a private key', () => {
    const secret = createPrivateKey(own.privateKey).export({ type: 'pkcs8', format: 'der' }).subarray(-32)
    const shown = [
      ...bad.map(([, kind, content]) => JSON.stringify(
        kind === 'private' ? readSigningKey(write('bad.pem', content)) : readVerifyingKey(write('bad.pem', content)),
      )),
      JSON.stringify(signing(write('own.key', own.privateKey))),
    ].join('\n')
    for (const form of [secret.toString('hex'), secret.toString('base64').slice(0, 20), own.privateKey.split('\n')[1] ?? 'none']) {
      expect(shown).not.toContain(form)
    }
  })

  test('[PRF-38] any damage to a key file is refused, or the same key', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(3), fc.string({ maxLength: 4 }), (at, cut, put) => {
        const start = at % own.publicKey.length
        const path = write('damaged.pub', own.publicKey.slice(0, start) + put + own.publicKey.slice(start + cut))
        const read = readVerifyingKey(path)
        if (!read.ok) expect(read.error.code).toMatch(/^(signing-key-wrong|file-encoding)$/)
      }),
      runs(150),
    )
  })
})

describe('envelopes', () => {
  const LINES = trace([h, cx, 'token:t1', '->production', h])
  const ROOT = traceRootOf(parseLine(LINES[0] ?? '') as never, parseLine(LINES.at(-1) ?? '') as never) as TraceRoot
  const OTHER_LINES = trace([h, h])
  const OTHER = traceRootOf(parseLine(OTHER_LINES[0] ?? '') as never, parseLine(OTHER_LINES.at(-1) ?? '') as never) as TraceRoot
  const keys = (name: string): { key: SigningKey; open: VerifyingKey } => {
    const pair = makeKeyPair()
    return { key: signing(write(`${name}.key`, pair.privateKey)), open: verifying(write(`${name}.pub`, pair.publicKey)) }
  }
  const oracle = makeSchemaOracle(
    new Map([['envelope', JSON.parse(readFileSync(new URL('../../specs/schemas/envelope.schema.json', import.meta.url), 'utf8')) as Json]]),
  )
  const read = (document: unknown): Envelope => {
    const decoded = decodeEnvelope(JSON.stringify(document), 'e.json')
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error))
    return decoded.value
  }
  const signedBy = (root: TraceRoot, ...signers: readonly SigningKey[]): Envelope => {
    let envelope: Envelope | null = null
    for (const key of signers) {
      const signed = signRoot(root, key, envelope, 'e.json')
      if (!signed.ok) throw new Error(signed.error.message)
      envelope = read(signed.value.document)
    }
    return envelope as Envelope
  }

  test('[PRF-32] the published example of the pre-authentication encoding, and lengths in bytes', () => {
    const encoded = (type: string, body: string): string => Buffer.from(preAuthenticationEncoding(type, Buffer.from(body))).toString('utf8')
    expect(encoded('http://example.com/HelloWorld', 'hello world')).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world')
    expect(encoded('', '')).toBe('DSSEv1 0  0 ')
    expect(encoded('é', '€ 😀')).toBe('DSSEv1 2 é 8 € 😀')
  })

  test('[PRF-33] one signer, then another; who has signed is not added again', () => {
    const [alice, bob, eve] = [keys('alice'), keys('bob'), keys('eve')]
    const envelope = signedBy(ROOT, alice.key, bob.key)
    expect(oracle.validate('envelope', envelope.document)).toEqual([])
    expect(Buffer.from(envelope.payload).toString('utf8')).toBe(canonicalJson(encodeTraceRoot(ROOT)))
    expect(envelope.signatures.map(({ keyid }) => keyid)).toEqual([alice.key.keyId, bob.key.keyId])
    expect(signRoot(ROOT, alice.key, envelope, 'e.json')).toMatchObject({ ok: true, value: { added: false, signers: 2 } })
    expect(signersOf(envelope, [alice.open, bob.open, eve.open]).map(({ signed }) => signed)).toEqual([true, true, false])
    expect(signRoot(OTHER, alice.key, envelope, 'e.json')).toMatchObject({ ok: false, error: { code: 'payload-differs', file: 'e.json' } })
  })

  test('[PRF-33] members of others are kept and passed over', () => {
    const [alice, bob] = [keys('alice'), keys('bob')]
    const document = { ...signedBy(ROOT, alice.key).document, note: { by: ['another tool'] } }
    const added = signRoot(ROOT, bob.key, read(document), 'e.json')
    expect(added).toMatchObject({ ok: true, value: { document: { note: { by: ['another tool'] } }, signers: 2 } })
  })

  test('[PRF-33] [NUM-05] at most 64 signatures', () => {
    const { key } = keys('alice')
    const one = { keyid: '', sig: 'AAAA' }
    const empty = encodeEnvelope(signedBy(ROOT, key).payload, [])
    const document = (count: number): Json => ({ ...empty, signatures: Array.from({ length: count }, () => one) })
    expect(signRoot(ROOT, key, read(document(64)), 'e.json')).toMatchObject({ ok: false, error: { code: 'limit-reached' } })
    expect(decodeEnvelope(JSON.stringify(document(65)), 'e.json').ok).toBe(false)
  })

  test('[PRF-34] a hint at the key decides nothing', () => {
    const [alice, eve] = [keys('alice'), keys('eve')]
    const { document } = signedBy(ROOT, alice.key)
    const [own] = document['signatures'] as unknown as readonly { keyid: string; sig: string }[]
    const hinted = (keyid: string | undefined, sig = own?.sig): Envelope => read(
      { ...document, signatures: [{ ...(keyid === undefined ? {} : { keyid }), sig }] },
    )
    for (const keyid of [undefined, '', 'x', eve.key.keyId]) {
      expect(signersOf(hinted(keyid), [alice.open, eve.open]).map(({ signed }) => signed)).toEqual([true, false])
    }
    const forged = Buffer.from(eve.key.sign(preAuthenticationEncoding(PAYLOAD_TYPE, signedBy(ROOT, alice.key).payload))).toString('base64')
    expect(signersOf(hinted(alice.key.keyId, forged), [alice.open]).map(({ signed }) => signed)).toEqual([false])
  })

  test('[PRF-35] [PRF-36] judged: signed and the same, unsigned, another trace, no trace', () => {
    const [alice, bob] = [keys('alice'), keys('bob')]
    const envelope = signedBy(ROOT, alice.key)
    expect(
      judgeSignatures('e.json', envelope, ROOT, [alice.open]),
    ).toMatchObject({ valid: true, findings: [], signers: [{ signed: true }] })
    expect(judgeSignatures('e.json', envelope, ROOT, [alice.open, bob.open])).toMatchObject({
      valid: false,
      findings: [{ path: '', expected: `a signature by the key ${bob.key.keyId}`, actual: null, clause: 'PRF-36' }],
    })
    expect(
      judgeSignatures('e.json', envelope, null, [alice.open]),
    ).toMatchObject({ valid: false, findings: [{ path: '', actual: null, clause: 'PRF-35' }] })
    for (const [name, member, by] of [
      ['sessionId', 'session_id', '00000000-0000-4000-8000-000000000009'],
      ['treeSize', 'tree_size', 3],
      ['root', 'root', '1'.repeat(64)],
      ['merkleRoot', 'merkle_root', '2'.repeat(64)],
      ['head', 'head', '3'.repeat(64)],
      ['ended', 'ended', 'recovered'],
      ['ruleset', 'ruleset', { ...ROOT.ruleset, digest: '4'.repeat(64) }],
      ['ruleset', 'ruleset', { ...ROOT.ruleset, version: '9.9.9' }],
    ] as const) {
      const verdict = judgeSignatures('e.json', envelope, { ...ROOT, [name]: by }, [alice.open])
      expect(verdict).toMatchObject({ valid: false, findings: [{ path: `/${member}`, actual: by, clause: 'PRF-35' }] })
    }
  })

  test('[PRF-32] [PRF-36] one changed bit of payload or signature is no signature any more', () => {
    const alice = keys('alice')
    const envelope = signedBy(ROOT, alice.key)
    const sig = envelope.signatures[0]?.sig ?? new Uint8Array()
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (at, isPayload) => {
        const bytes = Uint8Array.from(isPayload ? envelope.payload : sig)
        bytes[(at >> 3) % bytes.length] = (bytes[(at >> 3) % bytes.length] ?? 0) ^ (1 << (at & 7))
        const changed = isPayload ? { ...envelope, payload: bytes } : { ...envelope, signatures: [{ keyid: alice.key.keyId, sig: bytes }] }
        expect(signersOf(changed, [alice.open])).toMatchObject([{ signed: false }])
      }),
      runs(200),
    )
  })

  const good = (): { [name: string]: Json } => ({ ...signedBy(ROOT, keys('alice').key).document })
  const SIGNED = canonicalJson(encodeTraceRoot(ROOT))
  const payloadOf = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
  const bad: readonly (readonly [string, (document: { [name: string]: Json }) => unknown, string])[] = [
    ['a list', () => [], 'wrong-type'],
    ['no payload', ({ payloadType, signatures }) => ({ payloadType, signatures }), 'key-missing'],
    ['another type', (document) => ({ ...document, payloadType: 'application/vnd.in-toto+json' }), 'value-outside'],
    ['no base64', (document) => ({ ...document, payload: '****' }), 'value-outside'],
    ['base64 without padding', (document) => ({ ...document, signatures: [{ sig: 'AA' }] }), 'value-outside'],
    ['base64 with bits left over', (document) => ({ ...document, signatures: [{ sig: 'AB==' }] }), 'value-outside'],
    ['base64 of two alphabets', (document) => ({ ...document, signatures: [{ sig: '+_+_' }] }), 'value-outside'],
    ['signatures that are no list', (document) => ({ ...document, signatures: {} }), 'wrong-type'],
    ['a signature without bytes', (document) => ({ ...document, signatures: [{ keyid: 'x' }] }), 'key-missing'],
    ['a hint that is no text', (document) => ({ ...document, signatures: [{ keyid: 1, sig: '' }] }), 'wrong-type'],
    ['a payload that is no JSON', (document) => ({ ...document, payload: payloadOf('hello') }), 'json-syntax'],
    ['a payload that is no text', (document) => ({ ...document, payload: 'gICA' }), 'file-encoding'],
    ['a payload of another form', (document) => ({ ...document, payload: payloadOf('{"format":"trace-root/1"}') }), 'key-missing'],
    ['a payload with white space', (document) => ({ ...document, payload: payloadOf(`${SIGNED} `) }), 'value-outside'],
  ]
  test.each(bad)('[PRF-38] %s is refused with a place', (_, change, code) => {
    const decoded = decodeEnvelope(JSON.stringify(change(good()), null, 1), 'e.json')
    expect(decoded.ok).toBe(false)
    if (!decoded.ok) expect(decoded.error[0]).toMatchObject({ file: 'e.json', code })
  })

  test('[PRF-33] URL-safe base64 is read too', () => {
    const document = good()
    const safe = (text: Json | undefined): string => String(text).replaceAll('+', '-').replaceAll('/', '_')
    const [one] = document['signatures'] as unknown as readonly { sig: string }[]
    const turned = { ...document, payload: safe(document['payload']), signatures: [{ sig: safe(one?.sig) }] }
    expect(read(turned).signatures).toEqual(read(document).signatures.map(({ sig }) => ({ keyid: '', sig })))
  })

  test('[PRF-38] hostile texts are refused or read, never thrown, and what is read fits its schema', () => {
    const text = JSON.stringify(good())
    fc.assert(
      fc.property(fc.nat(), fc.nat(4), fc.oneof(
        fc.string({ maxLength: 3 }), fc.constantFrom('[', '{', '"', '\\', '\u0000', '\ud800'),
      ), (at, cut, put) => {
        const start = at % text.length
        const changed = text.slice(0, start) + put + text.slice(start + cut)
        const decoded = decodeEnvelope(changed, 'e.json')
        if (decoded.ok) expect(oracle.validate('envelope', decoded.value.document)).toEqual([])
        else expect(decoded.error.length).toBeGreaterThan(0)
      }),
      runs(500),
    )
    for (const hostile of ['['.repeat(1e5), '{"a":'.repeat(1e5), `{"payload":"${'A'.repeat(2_000_000)}"}`, '\u0000', '']) {
      expect(decodeEnvelope(hostile, 'e.json').ok).toBe(false)
    }
  })
})

describe('[PRF-35] the ends of what was replayed', () => {
  const ends = (text: string, cuts: readonly number[]): { header: string | null; footer: string | null } => {
    const bytes = Buffer.from(text, 'utf8')
    const source: TraceSource = {
      size: bytes.length,
      *chunks() {
        let start = 0
        for (const cut of [...cuts].sort((a, b) => a - b)) {
          if (cut > start && cut < bytes.length) yield bytes.subarray(start, (start = cut))
        }
        yield bytes.subarray(start)
      },
    }
    const watched = watchEnds(source)
    const read = Buffer.concat([...watched.source.chunks()])
    expect(read.equals(bytes)).toBe(true)
    const { header, footer } = watched.ends()
    return { header: header === null ? null : JSON.stringify(header), footer: footer === null ? null : JSON.stringify(footer) }
  }

  test('are the first and last whole lines, however the bytes are cut', () => {
    const lines = trace([h, cx, h])
    const text = lines.map((line) => `${line}\n`).join('')
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), fc.constantFrom('', '{"type":"op'), (cuts, torn) => {
        expect(ends(text + torn, cuts)).toEqual({ header: lines[0], footer: lines.at(-1) })
      }),
      runs(150),
    )
    expect(ends(`${lines[0] ?? ''}\n`, [])).toEqual({ header: lines[0], footer: lines[0] })
    expect(ends(lines[0] ?? '', [5])).toEqual({ header: null, footer: null })
    expect(ends('', [])).toEqual({ header: null, footer: null })
    expect(ends('\n\n', [1])).toEqual({ header: null, footer: null })
  })

  test('an overlong line is none', () => {
    const { value } = LIMITS.traceLineBytes
    expect(ends(`${'x'.repeat(5 * value)}\n`, [value, 2 * value])).toEqual({ header: null, footer: null })
    const watched = watchEnds(bytesSource(Buffer.from(`${JSON.stringify({ type: 'header', a: 'x'.repeat(value) })}\n`)))
    for (const _ of watched.source.chunks());
    expect(watched.ends()).toEqual({ header: null, footer: null })
  })
})

describe('[PRF-38] a key that anybody can sign for', () => {
  // A signature (R, S) holds if S·B = R + k·A. With A of small order, S = 0 and R = A or the neutral point fit some payload or all.
  // Whether OpenSSL refuses that is a matter of its release.
  const pemOf = (point: string): string =>
    `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([SPKI, Buffer.from(point, 'hex')]).toString('base64')}\n-----END PUBLIC KEY-----\n`
  const neutral = `01${'00'.repeat(31)}`

  test.each([
    neutral, '00'.repeat(32), `${'00'.repeat(31)}80`, `01${'00'.repeat(30)}80`, `ec${'ff'.repeat(30)}7f`, `ed${'ff'.repeat(30)}7f`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  ])('is refused: %s', (point) => {
    const decoded = decodeVerifyingKey(pemOf(point), 'small.pub')
    expect(decoded.ok ? 'ok' : decoded.error.message).toMatch(/small order|no Ed25519 key/)
  })
})
