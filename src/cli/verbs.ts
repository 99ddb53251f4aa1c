import { Command, InvalidArgumentError, Option } from 'commander'
import { didYouMean } from '../base/index.js'
import { packageIdentity } from '../shell/package-root.js'
import type { Outcome } from './outcome.js'
import type { Style } from './style.js'

/** Takes the outcome of a verb. */
export type Present = (outcome: Outcome) => void

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

const RULES = 'a bundle folder, a folder tree <bundle>/<semver>/, or the name of a shipped bundle; repeatable'

const rulesOption = (): Option => new Option('--rules <dir>', RULES).argParser(collect).default([], 'the shipped law')

const jsonOption = (): Option => new Option('--json', 'write one JSON document to standard output and nothing else')

const clockOption = (): Option =>
  new Option('--clock <clock>', 'time of day, or a logical clock for reproducible traces').choices(['wall', 'logical']).default('wall')

const parseOperator = (text: string): number => {
  const value = Number(text)
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidArgumentError('It is a whole number from 1.')
}

const EXIT_CODES = `
Exit codes: 0 done or valid, 1 checked and found wrong, 2 bad usage or bad input, 3 a limit was hit, 70 a bug of qcompute,
130 or 143 a run was interrupted.`

const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n${EXIT_CODES}`

const quieted = (command: Command): Command =>
  command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .helpCommand(false)

const hasName = (command: Command, word: string): boolean => command.name() === word || command.aliases().includes(word)

/** `help verb ...` under `parent`: the help of a verb by its words; a word that is no verb is an error like an unknown verb. */
const addHelp = (parent: Command): void => {
  const help = parent
    .command('help')
    .description('Show the help of a verb.')
    .argument('[verb...]', 'a verb')
    .action((words: readonly string[]) => {
      let shown = parent
      for (const word of words) {
        const inner = shown.commands.find((command) => hasName(command, word))
        if (inner === undefined) return unknownVerb(shown, word)
        shown = inner
      }
      shown.help()
    })
  quieted(help)
}

const unknownVerb = (parent: Command, word: string): never => {
  const near = didYouMean(word, parent.commands.map((command) => command.name()))
  const hint = near === undefined ? '' : ` (Did you mean ${near}?)`
  return parent.error(`error: unknown command '${word}'${hint}`, { code: 'commander.unknownCommand' })
}

interface RunOptions {
  readonly output?: string
  readonly force?: boolean
  readonly clock: 'wall' | 'logical'
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
      const { output, force = false, clock, replay, rules } = options
      present(await runVerb({ program: file, trace: output ?? null, force, clock, replay, rules }, style))
    })
  quieted(command)
}

interface ReplayOptions {
  readonly oracle?: boolean
  readonly full?: boolean
  readonly rules: readonly string[]
}

const addReplay = (program: Command, style: Style, present: Present): void => {
  const command = program
    .command('replay')
    .description('Verify traces: recompute every line and compare.')
    .argument('<traces...>', 'traces, .qtrace')
    .option('--oracle', 'decide every entry a second time with json-rules-engine and XState')
    .option('--full', 'list every frame, operator and transition in the JSON document')
    .addOption(rulesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('qcompute replay tour.qtrace', 'qcompute replay *.qtrace --json', 'qcompute replay tour.qtrace --oracle --rules ./my-rules'),
    )
    .action(async (traces: readonly string[], { oracle = false, full = false, rules }: ReplayOptions) => {
      const { replayVerb } = await import('./replay.js')
      present(await replayVerb({ traces, oracle, full, rules }, style))
    })
  quieted(command)
}

const addExplain = (program: Command, style: Style, present: Present): void => {
  const command = program
    .command('explain')
    .description('Say why an operator of a trace was decided as it was.')
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

/** The command line: every verb with its arguments, help and action. Each verb loads its own modules when it is called. */
export const makeProgram = (style: Style, present: Present): Command => {
  const { name, version } = packageIdentity()
  const program = quieted(new Command(name))
    .description('Execute quantum programs under a law that is data, and verify every trace independently.')
    .version(version, '-V, --version')
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
  addHelp(program)
  return program
}
