import type { Law } from '../../artifact/law.js'
import { AssertionFailure, canonicalJson, isWellFormed, LIMITS } from '../../base/index.js'
import type { Digest } from '../../base/index.js'
import { bindLaw } from '../../kernel/index.js'
import type { Kernel, SessionEvent, State, Step } from '../../kernel/index.js'
import { certifiedEvents } from './certificate-events.js'
import { CERTIFIED, stateOf, valuesOf } from './certificate-state.js'
import type { Rename } from './certificate-state.js'
import type { Certificate, Confirmation, ConfirmCode, NotConfirmed, Numbers } from './certificate-verdict.js'

const HEAD = CERTIFIED.length - 2
const TOKENS_MAX = 12

const fail = (code: ConfirmCode, path: string, message: string, state: readonly string[] = [], event: SessionEvent | null = null) =>
  ({ ok: false, code, path, message, state: state.length === 0 ? null : state, event }) as const

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
const isList = <T>(value: unknown, is: (one: unknown) => one is T): value is readonly T[] => Array.isArray(value) && value.every(is)
const isText = (value: unknown): value is string => typeof value === 'string' && isWellFormed(value)
const isTexts = (value: unknown): value is readonly string[] => isList(value, isText) && new Set(value).size === value.length
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isNumbers = (value: unknown): value is Numbers => isList(value, isNumber)
const isTable = (value: unknown): value is readonly Numbers[] => isList(value, isNumbers)

const isAfter = (one: Numbers, other: Numbers, width: number): boolean => {
  const differs = one.findIndex((number, index) => number !== other[index])
  return differs >= 0 && differs < width && (one[differs] ?? 0) > (other[differs] ?? 0)
}

// The first row with a number outside of its range, or, over the first `width` numbers, not after the row before it; -1 if there is none.
const disorder = (rows: readonly Numbers[], sizes: Numbers, width: number): number =>
  rows.findIndex((row, index) => {
    const isWithin = row.length === sizes.length && row.every((number, place) => number < (sizes[place] ?? 0))
    return !isWithin || (index > 0 && !isAfter(row, rows[index - 1] ?? [], width))
  })

// CHK-45. In the end the text is compared with that of what was decoded: a member too many, twice or in another place shows.
const decode = (text: string, law: Law, digest: Digest): Certificate | NotConfirmed => {
  const json = text.length > LIMITS.certificateBytes.value ? null : jsonOf(text)
  const [tokens, symmetry, values] = [at(json, 'tokens'), at(json, 'symmetry'), at(json, 'values')]
  const [tails, sets, rows] = ['tails', 'sets', 'rows'].map((key) => at(json, key)).filter(isTable)
  if (at(json, 'format') !== 'certificate/1') return fail('form', '/format', 'expected certificate/1')
  if (at(at(json, 'law'), 'digest') !== law.digest) return fail('law', '/law/digest', `the law at hand has the digest ${law.digest}`)
  if (!isNumber(tokens) || tokens > TOKENS_MAX) return fail('form', '/tokens', `expected a number up to ${TOKENS_MAX}`)
  if (typeof symmetry !== 'boolean') return fail('form', '/symmetry', 'expected true or false')
  if (!isList(values, isTexts) || values.length !== CERTIFIED.length) return fail('form', '/values', 'expected distinct texts')
  if (tails === undefined || sets === undefined || rows === undefined) return fail('form', '/rows', 'expected tails, sets, rows')
  const sizes = values.map((one) => one.length)
  const wrong = [
    ['tails', disorder(tails, sizes.slice(HEAD), 2)],
    ['sets', sets.findIndex((set) => disorder(set.map((tail) => [tail]), [tails.length], 1) >= 0)],
    ['rows', disorder(rows, [...sizes.slice(0, HEAD), sets.length], HEAD)],
  ] as const
  for (const [key, index] of wrong) if (index >= 0) return fail('form', `/${key}/${index}`, 'out of range, or not after the one before it')
  const states = rows.reduce((sum, row) => sum + (sets[row[HEAD] ?? 0]?.length ?? 0), 0)
  const body = {
    format: 'certificate/1', invariants: law.invariants.map(({ name }) => name),
    law: { digest: law.digest, id: law.bundle.id, version: law.bundle.version },
    rows, sets, states, symmetry, tails, tokens, values, variables: CERTIFIED,
  }
  const sha256 = digest.sha256Hex(canonicalJson(body))
  if (at(json, 'sha256') !== sha256) return fail('hash', '/sha256', `what is said of this law has the hash ${sha256}`)
  if (text !== `${canonicalJson({ ...body, sha256 })}\n`) return fail('form', '', 'the text is not the canonical one')
  return { tokens, symmetry, states, values, tails, sets, rows }
}

// A step that no session can come to is none: a state that a certificate invents need not fit together.
const stepOf = (kernel: Kernel, state: State, event: SessionEvent): Step | null | undefined => {
  try {
    return kernel.step(state, event)
  } catch (thrown) {
    if (thrown instanceof AssertionFailure) return undefined
    throw thrown
  }
}

const memberTest = ({ values, tails, sets, rows }: Certificate, law: Law, rename: Rename): ((state: State) => boolean) => {
  const numbers = values.map((texts) => new Map(texts.map((text, number) => [text, number])))
  const setOf = new Map(rows.map((row) => [row.slice(0, HEAD).join(), new Set(sets[row[HEAD] ?? 0])]))
  const tailOf = new Map(tails.map((tail, place) => [tail.join(), place]))
  return (state) => {
    const said = valuesOf(law, state, rename)?.map((text, variable) => numbers[variable]?.get(text) ?? -1) ?? []
    return setOf.get(said.slice(0, HEAD).join())?.has(tailOf.get(said.slice(HEAD).join()) ?? -1) === true
  }
}

const checkOpenings = ({ law, open }: Kernel, isMember: (state: State) => boolean): NotConfirmed | null => {
  for (const environment of law.environments.keys()) {
    for (const backend of ['auto', ...law.backends.keys()]) {
      const opening = open({ environment, backend })
      if (!opening.ok || !isMember(opening.state)) return fail('initial', '/rows', 'an initial state is no member', [environment, backend])
      const [broken] = opening.broken
      if (broken !== undefined) return fail('invariant', '/rows', `${broken.name} does not hold at first`, [environment, backend])
    }
  }
  return null
}

/**
 * Confirms a certificate (CHK-44): the initial states of `law` are members, every event leads from a member to a member, and no invariant
 * is broken. Shares nothing with the search. `goesOn` is told how many members are done, and can end it: then nothing is confirmed.
 */
export const confirmCertificate = (
  text: string,
  law: Law,
  digest: Digest,
  goesOn: (done: number) => boolean = () => true,
): Confirmation => {
  const read = decode(text, law, digest)
  if ('ok' in read) return read
  const asked = certifiedEvents(law, read.tokens)
  if (!asked.ok) return fail('beyond', '/law', asked.beyond)
  const rename: Rename = (ids) => {
    const plain = ids.filter((id) => !asked.named.includes(id))
    return read.symmetry ? ids.map((id) => asked.plain[plain.indexOf(id)] ?? id) : ids
  }
  const isMember = memberTest(read, law, rename)
  const kernel = bindLaw(law)
  const opening = checkOpenings(kernel, isMember)
  if (opening !== null) return opening
  let [done, steps] = [0, 0]
  for (const [index, row] of read.rows.entries()) {
    const path = `/rows/${index}`
    for (const tail of read.sets[row[HEAD] ?? 0] ?? []) {
      if (!goesOn(done)) return fail('stopped', path, `ended after ${done} of ${read.states} states`)
      const numbers = [...row.slice(0, HEAD), ...(read.tails[tail] ?? [])]
      const said = numbers.map((number, variable) => read.values[variable]?.[number] ?? '')
      const deployed = jsonOf(said[HEAD] ?? '')
      const state = isTexts(deployed) ? stateOf(law, said, deployed, rename) : null
      if (state === null) return fail('state', path, 'no state has these values', said)
      for (const event of asked.events) {
        const step = stepOf(kernel, state, event)
        if (step === null) continue
        if (step === undefined) return fail('state', path, 'no session comes into this state', said, event)
        const [broken] = step.broken
        if (broken !== undefined) return fail('invariant', path, `${broken.name} does not hold`, said, event)
        if (!isMember(step.state)) return fail('closed', path, 'the event leads out of the certificate', said, event)
        steps++
      }
      done++
    }
  }
  return { ok: true, states: done, steps, tokens: read.tokens, invariants: law.invariants.map(({ name }) => name) }
}
