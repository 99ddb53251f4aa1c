import type { Json } from '../base/index.js'
import type { Signer, SignatureVerdict } from '../shell/signed-trace.js'
import { plural, valueText } from './replay-text.js'
import { printable } from './style.js'
import type { Style } from './style.js'

/** The member `signatures` of the documents of `replay` and `ledger verify` (PRF-36). */
export const signaturesJson = ({ valid, envelope, signers, findings }: SignatureVerdict): Json => ({
  valid,
  envelope,
  signers: signers.map(({ keyId, file, signed }) => ({ key_id: keyId, file, signed })),
  findings: findings.map((finding) => ({ ...finding })),
})

/** The same for people: who has signed, who has not, and where what was signed is another trace. */
export const signatureLines = ({ signers, findings }: SignatureVerdict, style: Style): readonly string[] => {
  const differences = findings.filter(({ clause }) => clause === 'PRF-35')
  const [first] = differences
  const said = ({ signed }: Signer): string => {
    if (!signed) return 'no signature of'
    return first === undefined ? 'signed by' : 'another trace was signed by'
  }
  const lines = signers.map((signer) => {
    const words = signer.signed && first === undefined ? said(signer) : style.bad(said(signer))
    return `  ${words} ${signer.keyId} ${style.dim(`(${printable(signer.file)})`)}`
  })
  if (first === undefined) return lines
  return [
    ...lines,
    `  first of ${plural(differences.length, 'difference')} to what was signed`,
    `    at ${first.path} ${style.dim(`(${first.clause})`)}`,
    `      signed   ${valueText(first.expected)}`,
    `      actual   ${valueText(first.actual)}`,
  ]
}
