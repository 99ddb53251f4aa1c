import { Command, Option } from 'commander'
import { DEFAULT_DURABILITY, DURABILITIES } from '../shell/durability.js'
import type { Durability } from '../shell/durability.js'
import { packageIdentity } from '../shell/package-root.js'
import { addCheck } from './check-verb.js'
import { addKeys, addLedger, signedByOption } from './ledger-verbs.js'
import { badInput } from './outcome.js'
import type { Style } from './style.js'
import { addHelp, collect, examples, jsonOption, parseJobs, parseOperator, quieted, RULES, rulesOption } from './verb-parts.js'
import type { Present } from './verb-parts.js'

const clockOption = (): Option =>
  new Option('--clock <clock>', 'time of day, or a logical clock for reproducible traces').choices(['wall', 'logical']).default('wall')

const durabilityOption = (): Option =>
  new Option('--durability <when>', 'when lines are on disk: left to the system, synced before success is reported, or one by one')
    .choices(DURABILITIES)
    .default(DEFAULT_DURABILITY)

interface RunOptions {
  readonly output?: string
  readonly force?: boolean
  readonly clock: 'wall' | 'logical'
  readonly durability: Durability
  readonly replay: boolean
  readonly rules: readonly string[]
}

const addRun = (program: Command, style: Style, present: Present): void => {
  const command = program
    .command('run')
    .description('Execute a program, write its trace and replay it.')
    .argument('<program>', 'a program, YAML or JSON')
    .option('-o, --output <trace>', 'where the trace goes (default: the program with the ending .qtrace)')
    .option('--force', 'replace a trace that exists')
    .addOption(clockOption())
    .addOption(durabilityOption())
    .option('--no-replay', 'do not verify the trace afterwards')
    .addOption(rulesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'qcompute run tour.yaml                          writes and verifies tour.qtrace',
        'qcompute run tour.yaml -o out.qtrace --clock logical',
        'qcompute run tour.yaml --rules ./my-rules --force --json',
      ),
    )
    .action(async (file: string, options: RunOptions) => {
      const { runVerb } = await import('./run.js')
      const { output, force = false, clock, durability, replay, rules } = options
      present(await runVerb({ program: file, trace: output ?? null, force, clock, durability, replay, rules }, style))
    })
  quieted(command)
}

interface ReplayOptions {
  readonly oracle?: boolean
  readonly full?: boolean
  readonly jobs?: number
  readonly signedBy: readonly string[]
  readonly signature?: string
  readonly rules: readonly string[]
}

const addReplay = (program: Command, style: Style, present: Present): void => {
  const command = program
    .command('replay')
    .description('Verify traces: recompute every line and compare.')
    .argument('<traces...>', 'traces, .qtrace, and folders: every trace below them')
    .option('--oracle', 'have json-rules-engine and XState decide every entry a second time')
    .option('--full', 'with --json: list every frame, operator and transition too')
    .option('--jobs <n>', 'how many cores verify traces, or one large trace (default: what suits the machine)', parseJobs)
    .addOption(signedByOption())
    .option('--signature <file>', 'the signatures over the trace (default: the trace with .dsse.json after its name)')
    .addOption(rulesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'qcompute replay tour.qtrace',
        'qcompute replay traces/                         every trace below the folder, with one summary',
        'qcompute replay *.qtrace --jobs 4 --json',
        'qcompute replay tour.qtrace --oracle --rules ./my-rules',
        'qcompute replay tour.qtrace --signed-by alice.pub',
      ),
    )
    .action(async (traces: readonly string[], options: ReplayOptions, self: Command) => {
      const { replayVerb } = await import('./replay.js')
      const { oracle = false, full = false, jobs = null, signedBy, signature = null, rules } = options
      if (signature !== null && signedBy.length === 0) return present(badInput('--signature needs --signed-by'))
      const signing = signedBy.length === 0 ? null : { keys: signedBy, envelope: signature }
      const json = self.optsWithGlobals()['json'] === true
      present(await replayVerb({ traces, oracle, full, jobs, cores: jobs, json, signing, rules }, style))
    })
  quieted(command)
}

const addExplain = (program: Command, style: Style, present: Present): void => {
  const command = program
    .command('explain')
    .description('Say why an operator of a trace was allowed or refused, and placed where it was.')
    .argument('<trace>', 'a trace, .qtrace')
    .requiredOption('--op <n>', 'the operator, counted from 1', parseOperator)
    .addOption(rulesOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('qcompute explain tour.qtrace --op 3', 'qcompute explain tour.qtrace --op 3 --json'))
    .action(async (trace: string, { op, rules }: { readonly op: number; readonly rules: readonly string[] }) => {
      const { explainVerb } = await import('./explain.js')
      present(explainVerb({ trace, operator: op, rules }, style))
    })
  quieted(command)
}

interface ImportOptions {
  readonly output?: string
  readonly force?: boolean
  readonly rules: readonly string[]
}

const addImport = (program: Command, style: Style, present: Present): void => {
  const group = quieted(program.command('import').description('Turn files of other tools into programs.'))
  const command = group
    .command('qasm')
    .description('Turn an OpenQASM 2 or 3 circuit into a program.')
    .argument('<file>', 'a circuit, .qasm')
    .option('-o, --output <program>', 'where the program goes (default: standard output)')
    .option('--force', 'replace a program that exists')
    .addOption(new Option('--rules <dir>', RULES).argParser(collect).default([], 'the shipped bundle with a gate library'))
    .addOption(jsonOption())
    .addHelpText('after', examples('qcompute import qasm bell.qasm -o bell.yaml', 'qcompute import qasm bell.qasm --json'))
    .action(async (file: string, { output, force = false, rules }: ImportOptions) => {
      const { importVerb } = await import('./import.js')
      present(importVerb({ file, output: output ?? null, force, rules }, style))
    })
  quieted(command)
  addHelp(group)
  group.addHelpText('after', examples('qcompute import qasm bell.qasm -o bell.yaml'))
}

const addRecover = (group: Command, style: Style, present: Present): void => {
  const command = group
    .command('recover')
    .description('Cut the torn end that a crash left of a trace, and end its session, in the file itself; what is cut is shown.')
    .argument('<trace>', 'a trace without its footer, .qtrace')
    .addOption(rulesOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('qcompute ledger recover tour.qtrace', 'qcompute ledger recover tour.qtrace --rules ./my-rules --json'))
    .action(async (trace: string, { rules }: { readonly rules: readonly string[] }) => {
      const { recoverVerb } = await import('./ledger-recover.js')
      present(recoverVerb({ trace, rules }, style))
    })
  quieted(command)
}

/** The command line: every verb with its arguments, help and action. Each verb loads its own modules when it is called. */
export const makeProgram = (style: Style, present: Present): Command => {
  const { name, version } = packageIdentity()
  const program = quieted(new Command(name))
    .description(
      'Execute quantum programs under a law that is data, and verify every trace independently. A law is a bundle, a folder of rules; ' +
        'a trace is the hash-chained record of a run.',
    )
    .version(version, '-V, --version', 'show the version')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'qcompute run examples/programs/tour.yaml -o tour.qtrace',
        'qcompute replay tour.qtrace',
        'qcompute explain tour.qtrace --op 4',
        'qcompute run --help',
      ),
    )
  addRun(program, style, present)
  addReplay(program, style, present)
  addExplain(program, style, present)
  addImport(program, style, present)
  addCheck(program, style, present)
  addRecover(addLedger(program, style, present), style, present)
  addKeys(program, style, present)
  addHelp(program)
  return program
}
