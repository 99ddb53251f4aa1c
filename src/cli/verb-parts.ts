import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { didYouMean, LIMITS } from '../base/index.js'
import type { Outcome } from './outcome.js'

/** Takes the outcome of a verb. */
export type Present = (outcome: Outcome) => void

/** Collects the values of a repeatable option. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** What `--rules` takes (CMD-14). */
export const RULES = 'where the law is: a bundle folder, a folder tree <bundle>/<semver>/, or the name of a shipped bundle; repeatable'

/** The option `--rules` of a verb that finds its law by digest. */
export const rulesOption = (): Option => new Option('--rules <dir>', RULES).argParser(collect).default([], 'the shipped law')

/** The option `--json` of every verb (CMD-10). */
export const jsonOption = (): Option => new Option('--json', 'write one JSON document to standard output and nothing else')

/** A number from 1, the value of an option. */
export const parseOperator = (text: string): number => {
  const value = Number(text)
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidArgumentError('It is a whole number from 1.')
}

/** The number of `--jobs`. */
export const parseJobs = (text: string): number => {
  const value = Number(text)
  const most = LIMITS.jobsMax.value
  if (/^[0-9]+$/.test(text) && value >= 1 && value <= most) return value
  throw new InvalidArgumentError(`It is a whole number from 1 to ${most}.`)
}

const EXIT_CODES = `
Exit codes: 0 done or valid, 1 checked and found wrong, 2 bad usage or bad input, 3 a limit was hit before a verdict, 70 a bug of qcompute,
130 or 143 a run was interrupted.`

/** What help says after the options: examples and exit codes. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n${EXIT_CODES}`

/** A command that throws instead of ending the process and says nothing by itself. */
export const quieted = (command: Command): Command =>
  command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .helpOption('-h, --help', 'show this help')
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .helpCommand(false)

const hasName = (command: Command, word: string): boolean => command.name() === word || command.aliases().includes(word)

/** `help verb ...` under `parent`: the help of a verb by its words; a word that is no verb is an error like an unknown verb. */
export const addHelp = (parent: Command): void => {
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
