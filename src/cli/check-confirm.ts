import type { Json } from '../base/index.js'
import { LIMITS } from '../base/index.js'
import { confirmCertificate } from '../checker/certificate/confirm.js'
import type { Confirmation, ConfirmCode } from '../checker/certificate/certificate-verdict.js'
import type { SessionEvent } from '../kernel/index.js'
import { makeLawStore } from '../shell/law-store.js'
import { nodeDigest } from '../shell/node-digest.js'
import { fileProblem, readText } from '../shell/source-file.js'
import { makeProgress } from './progress.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { shortened } from './style.js'
import type { Style } from './style.js'

/** The arguments of `check --confirm`. */
export interface ConfirmArguments {
  readonly certificate: string
  /** Where the law may be, beside the shipped ones. */
  readonly rules: readonly string[]
  /** How many tokens it must hold for at least; null: as many as the law asks for. */
  readonly tokens: number | null
}

const DIGEST = /"digest":"([0-9a-f]{64})"/u
const COUNT = /"states":([0-9]{1,15})/u

const eventText = (event: SessionEvent | null): string => {
  if (event === null) return ''
  switch (event.kind) {
    case 'source':
      return event.source
    case 'operator':
      return `${event.name}(${[...event.params].map(([name, value]) => `${name}=${String(value)}`).join(', ')})`
    case 'token':
      return `token ${event.tokenId}`
    case 'transition':
      return `transition to ${event.to}`
    case 'close':
    case 'recover':
      return event.kind
  }
}

const refusalText = ({ path, message, state, event }: Refusal): string =>
  [
    `${path === '' ? 'the whole' : path}: ${message}`,
    ...(state === null ? [] : [`state ${state.join(' ')}`]),
    ...(event === null ? [] : [`event ${eventText(event)}`]),
  ].join('; ')

/** Confirms a certificate by the trusted checker alone (CHK-44): exit 0 if it shows what it says, 1 if not, 2 if it cannot be read. */
export const confirmVerb = ({ certificate, rules, tokens }: ConfirmArguments, style: Style): Outcome => {
  const read = readText(certificate, LIMITS.certificateBytes)
  if (!read.ok) return badInput(`${certificate} cannot be read`, [read.error])
  const store = makeLawStore(rules)
  if (!store.ok) return badInput('the rules cannot be read', store.error)
  const digest = DIGEST.exec(read.value)?.[1] ?? null
  const found = digest === null ? null : store.value.byDigest(digest)
  if (digest === null) return badInput('this is no certificate', [fileProblem(certificate, 'certificate-refused', 'it names no law')])
  if (found === null) {
    const problem = fileProblem(certificate, 'law-not-found', `no law has the digest ${digest}`, 'name its bundle')
    return badInput('the law of the certificate is not known', [problem])
  }
  const progress = makeProgress('confirm', Number(COUNT.exec(read.value)?.[1] ?? 0))
  const confirmed = confirmCertificate(read.value, found.law, nodeDigest, (done) => {
    if (done % 1024 === 0) progress.update(done)
    return true
  })
  progress.end()
  const { bundle: { id, version }, properties } = found.law
  if (!confirmed.ok) return refused(certificate, confirmed, 'the certificate does not show what it says')
  const wanted = tokens ?? properties.model.tokens
  if (confirmed.tokens < wanted) {
    const message = `it holds for up to ${confirmed.tokens} tokens, and ${wanted} are asked for; --tokens says how many are enough`
    const few = { ok: false, code: 'tokens', path: '/tokens', message, state: null, event: null } as const
    return refused(certificate, few, 'the certificate shows less than is asked')
  }
  const { states, steps, invariants } = confirmed
  const within = `${states.toLocaleString('en')} states with up to ${confirmed.tokens} tokens`
  const counted = `${within}, closed under ${steps.toLocaleString('en')} steps`
  const text = `${style.good('confirmed')}  ${id} ${version}: ${counted}, and inside ${invariants.length} invariants\n`
  return {
    exit: EXIT.done,
    json: { confirmed: true, law: { id, version, digest }, tokens: confirmed.tokens, states, steps, invariants: [...invariants] },
    text, message: '', problems: [],
  }
}

type Refusal = Omit<Confirmation & { readonly ok: false }, 'code'> & { readonly code: ConfirmCode | 'tokens' }

const refused = (certificate: string, why: Refusal, message: string): Outcome => {
  const problem = fileProblem(certificate, 'certificate-refused', shortened(refusalText(why), 400))
  return { exit: EXIT.wrong, json: refusedJson(why), text: '', message, problems: [problem] }
}

const refusedJson = ({ code, path, message, state, event }: Refusal): Json => ({
  confirmed: false, code, path, message, state: state === null ? null : [...state], event: event === null ? null : eventText(event),
})
