import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { ProveWhat } from './ledger-prove.js'
import { badInput } from './outcome.js'
import type { Style } from './style.js'
import { addHelp, collect, examples, jsonOption, parseOperator, quieted, rulesOption } from './verb-parts.js'
import type { Present } from './verb-parts.js'

const parseCount = (text: string): number => {
  const value = Number(text)
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('It is a whole number from 0.')
}

const parseHash = (text: string): string => {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It is a root of 64 hex digits.')
}

/** The option `--signed-by` of verbs that check signatures (PRF-35, PRF-37). */
export const signedByOption = (): Option =>
  new Option('--signed-by <key>', 'a public key that must have signed, .pub; repeatable').argParser(collect).default([], 'none')

interface ProveOptions {
  readonly op?: number
  readonly seq?: number
  readonly prefix?: number
  readonly from?: string
  readonly output?: string
  readonly force?: boolean
  readonly rules: readonly string[]
}

const whatOf = ({ op, seq, prefix, from }: ProveOptions): readonly ProveWhat[] => [
  ...(op === undefined ? [] : [{ kind: 'operator', opId: op } as const]),
  ...(seq === undefined ? [] : [{ kind: 'line', seq } as const]),
  ...(prefix === undefined ? [] : [{ kind: 'prefix', size: prefix } as const]),
  ...(from === undefined ? [] : [{ kind: 'from', file: from } as const]),
]

const addProve = (group: Command, style: Style, present: Present): void => {
  const command = group
    .command('prove')
    .description('Prove that a line stands in a trace, or that it begins with an earlier state (RFC 6962).')
    .argument('<trace>', 'a trace, .qtrace')
    .option('--op <n>', 'the line of an operator, counted from 1', parseOperator)
    .option('--seq <n>', 'a line by its seq, counted from 0', parseCount)
    .option('--prefix <m>', 'the state when the trace had so many lines', parseOperator)
    .option('--from <trace>', 'the state in this file, such as what a crash has left')
    .option('-o, --output <proof>', 'where the proof goes (default: standard output)')
    .option('--force', 'replace a proof that exists')
    .addOption(rulesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'qcompute ledger prove tour.qtrace --op 3 -o op3.proof.json',
        'qcompute ledger prove tour.qtrace --prefix 5 -o growth.proof.json',
        'qcompute ledger prove tour.qtrace --from yesterday.qtrace',
      ),
    )
    .action(async (trace: string, options: ProveOptions) => {
      const [what, more] = whatOf(options)
      if (what === undefined || more !== undefined) return present(badInput('name exactly one of --op, --seq, --prefix and --from'))
      const { proveVerb } = await import('./ledger-prove.js')
      const { output, force = false, rules } = options
      present(proveVerb({ trace, what, output: output ?? null, force, rules }, style))
    })
  quieted(command)
}

interface VerifyOptions {
  readonly root?: string
  readonly oldRoot?: string
  readonly signedBy: readonly string[]
  readonly signature?: string
}

const addVerify = (group: Command, style: Style, present: Present): void => {
  const command = group
    .command('verify')
    .description('Check a proof without its trace.')
    .argument('<proof>', 'a proof of qcompute ledger prove, .json')
    .option('--root <hex>', 'the merkle_root of the trace, from elsewhere than the proof', parseHash)
    .option('--old-root <hex>', 'the root of the earlier state, from elsewhere than the proof', parseHash)
    .addOption(signedByOption())
    .option('--signature <file>', 'the signatures over the trace, .dsse.json')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'qcompute ledger verify op3.proof.json --root 6c5e…',
        'qcompute ledger verify op3.proof.json --signed-by alice.pub --signature tour.qtrace.dsse.json',
      ),
    )
    .action(async (proof: string, { root, oldRoot, signedBy, signature }: VerifyOptions) => {
      if ((signedBy.length > 0) !== (signature !== undefined)) {
        return present(badInput('--signed-by and --signature need each other: a proof has no file of signatures beside it'))
      }
      const { verifyVerb } = await import('./ledger-verify.js')
      present(verifyVerb({ proof, root: root ?? null, oldRoot: oldRoot ?? null, signedBy, signature: signature ?? null }, style))
    })
  quieted(command)
}

interface SignOptions {
  readonly key: string
  readonly output?: string
  readonly force?: boolean
  readonly rules: readonly string[]
}

const addSign = (group: Command, style: Style, present: Present): void => {
  const command = group
    .command('sign')
    .description('Sign the root of a trace that replays as valid (Ed25519, DSSE).')
    .argument('<trace>', 'a trace, .qtrace')
    .requiredOption('--key <key>', 'a private key of qcompute keys new, .key')
    .option('-o, --output <file>', 'where the signatures stand (default: the trace with .dsse.json after its name)')
    .option('--force', 'replace signatures over something else')
    .addOption(rulesOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('qcompute ledger sign tour.qtrace --key alice.key', 'qcompute replay tour.qtrace --signed-by alice.pub'))
    .action(async (trace: string, { key, output, force = false, rules }: SignOptions) => {
      const { signVerb } = await import('./ledger-sign.js')
      present(signVerb({ trace, key, output: output ?? null, force, rules }, style))
    })
  quieted(command)
}

/** The group `ledger`: proofs and signatures (PRF). Gives the group, for the verbs that are made elsewhere. */
export const addLedger = (program: Command, style: Style, present: Present): Command => {
  const group = quieted(program.command('ledger').description('Prove, verify, sign and recover traces.'))
  addProve(group, style, present)
  addVerify(group, style, present)
  addSign(group, style, present)
  addHelp(group)
  group.addHelpText(
    'after', examples('qcompute ledger prove tour.qtrace --op 3 -o op3.proof.json', 'qcompute ledger verify op3.proof.json'),
  )
  return group
}

/** The group `keys`. */
export const addKeys = (program: Command, style: Style, present: Present): void => {
  const group = quieted(program.command('keys').description('Make keys that sign traces.'))
  const command = group
    .command('new')
    .description('Make an Ed25519 key pair: NAME.key, which only you can read, and NAME.pub.')
    .option('-o, --output <name>', 'path of both files without their endings', 'qcompute')
    .option('--force', 'replace keys that exist')
    .addOption(jsonOption())
    .addHelpText('after', examples('qcompute keys new -o alice'))
    .action(async ({ output, force = false }: { readonly output: string; readonly force?: boolean }) => {
      const { keysNewVerb } = await import('./keys-new.js')
      present(keysNewVerb({ name: output, force }, style))
    })
  quieted(command)
  addHelp(group)
  group.addHelpText('after', examples('qcompute keys new -o alice'))
}
