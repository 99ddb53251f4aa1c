import { randomInt } from 'node:crypto'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { OutputFolder } from './check-outputs.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import type { Style } from './style.js'
import { examples, jsonOption, parseOperator, quieted } from './verb-parts.js'
import type { Present } from './verb-parts.js'

const LANGUAGES = ['promela', 'tla'] as const
const TOKENS_MAX = 6
const STATES = 20_000_000
const SECONDS = 600
const MEGABYTES = 4096

const parseTokens = (text: string): number => {
  const value = Number(text)
  if (/^[0-9]+$/.test(text) && value >= 1 && value <= TOKENS_MAX) return value
  throw new InvalidArgumentError(`It is a whole number from 1 to ${TOKENS_MAX}.`)
}

const SEED_MAX = 1_000_000_000

const parseSeed = (text: string): number => {
  const value = Number(text)
  if (/^[0-9]+$/.test(text) && value <= SEED_MAX) return value
  throw new InvalidArgumentError(`It is a whole number up to ${SEED_MAX}.`)
}

interface CheckOptions {
  readonly tokens?: number
  readonly symmetry: boolean
  readonly states: number
  readonly seconds: number
  readonly memory: number
  readonly output?: string
  readonly certificate?: string
  readonly confirm?: string
  readonly compose?: boolean
  readonly diff?: boolean
  readonly export?: (typeof LANGUAGES)[number]
  readonly property?: string
  readonly cover?: string
  readonly walks?: number
  readonly seed?: number
  readonly force?: boolean
}

// What check can be asked to do instead of a search, and the options that each job takes; a search takes the rest.
const OUTPUT = ['output', 'force', 'json']
const JOBS: ReadonlyMap<string, readonly string[]> = new Map([
  ['confirm', ['tokens', 'json']],
  ['diff', ['tokens', 'states', 'seconds', 'json']],
  ['export', ['tokens', 'symmetry', 'property', ...OUTPUT]],
  ['compose', ['states', 'seconds', 'memory', ...OUTPUT]],
  ['walks', ['tokens', 'symmetry', 'seconds', 'seed', ...OUTPUT]],
])
const NEEDED: ReadonlyMap<string, string> = new Map([['seed', 'walks'], ['property', 'export']])

const flag = (name: string): string => (name === 'symmetry' ? '--no-symmetry' : `--${name}`)

/** Why options that were given do not go together: nothing that is asked for is passed over in silence. Null if they do. */
const unfitOption = (given: readonly string[]): string | null => {
  const [job, other] = given.filter((name) => JOBS.has(name))
  if (job !== undefined && other !== undefined) return `${flag(job)} and ${flag(other)} are different jobs: ask for one of them`
  const needing = given.find((name) => NEEDED.has(name) && NEEDED.get(name) !== job)
  if (needing !== undefined) return `${flag(needing)} needs ${flag(NEEDED.get(needing) ?? '')}`
  const taken = job === undefined ? null : (JOBS.get(job) ?? [])
  const unfit = given.find((name) => taken !== null && name !== job && !taken.includes(name))
  return unfit === undefined ? null : `${flag(unfit)} is not for ${flag(job ?? '')}`
}

const outcomeOf = async (targets: readonly string[], options: CheckOptions, style: Style): Promise<Outcome> => {
  const { tokens = null, symmetry, states, seconds, memory, certificate = null, walks, seed, compose = false, force = false } = options
  const folderOf = (folder: string | undefined): OutputFolder | null => (folder === undefined ? null : { folder, force, keep: [] })
  const output = folderOf(options.output)
  if (options.confirm !== undefined) {
    const { confirmVerb } = await import('./check-confirm.js')
    return confirmVerb({ certificate: options.confirm, rules: targets, tokens }, style)
  }
  if (options.diff === true) {
    const { diffVerb } = await import('./check-diff.js')
    return diffVerb({ targets, tokens, pairsMax: states, seconds })
  }
  if (options.export !== undefined) {
    const { exportVerb } = await import('./check-export.js')
    return exportVerb({ targets, language: options.export, property: options.property ?? null, tokens, symmetry, output })
  }
  if (compose && targets.length === 0) return badInput('--compose needs the files of two machines or more, or one law')
  const { checkVerb } = await import('./check.js')
  const limits = { states, seconds, megabytes: memory }
  const walking = walks === undefined ? null : { count: walks, seed: seed ?? randomInt(SEED_MAX) }
  const cover = folderOf(options.cover)
  return checkVerb({ targets, compose, tokens, symmetry, limits, output, certificate, cover, walks: walking, force }, style)
}

/** The verb `check`. */
export const addCheck = (program: Command, style: Style, present: Present): void => {
  const command = program
    .command('check')
    .description('Model-check laws and machines: explore every state that they can reach, and decide every property that they state.')
    .argument('[targets...]', 'bundle folders, shipped bundles, machine files, .json (default: every shipped law and machine)')
    .option('--tokens <n>', 'how many tokens are deployed at most (default: as the law says)', parseTokens)
    .option('--no-symmetry', 'tell tokens apart that are alike: the same verdicts over more states')
    .addOption(new Option('--states <n>', 'how many states may be kept').argParser(parseOperator).default(STATES))
    .addOption(new Option('--seconds <n>', 'how long each search may take').argParser(parseOperator).default(SECONDS))
    .addOption(new Option('--memory <mb>', 'how many megabytes the command may take').argParser(parseOperator).default(MEGABYTES))
    .option('-o, --output <dir>', 'write each counterexample there: a program, its trace, and ITF JSON')
    .option('--certificate <file>', 'write the reachable states of one law, for --confirm')
    .option('--confirm <file>', 'have the trusted checker confirm a certificate; targets say where its law may be')
    .option('--cover <dir>', 'paint states, transitions and guards with their counts: SVG and Mermaid for each machine')
    .option('--walks <n>', 'random walks instead of a search: finds what is broken in spaces too large, and proves nothing', parseOperator)
    .option('--seed <n>', 'the seed of the walks (default: a new one)', parseSeed)
    .addOption(new Option('--export <language>', 'write one law as a model of SPIN or TLC, with -o as files').choices(LANGUAGES))
    .option('--property <name>', 'with --export: a property of behaviours instead of the invariants')
    .option('--compose', 'let machines run side by side, joined by the events that they share: name their files, or one law')
    .option('--diff', 'show what a new law does otherwise than an old one: name the old one, then the new one')
    .option('--force', 'replace files that exist')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'qcompute check                                  every shipped law and machine',
        'qcompute check ./my-rules                       one law',
        'qcompute check machines/frame/1.0.0.json        one machine by itself, its guards free',
        'qcompute check --compose session.json door.json two machines that share events',
        'qcompute check ./my-rules -o found              with each counterexample as a program and a trace',
        'qcompute check --diff qcompute ./my-rules       what the new law does otherwise',
      ),
    )
    .action(async (targets: readonly string[], options: CheckOptions) => {
      const given = Object.keys(options).filter((name) => command.getOptionValueSource(name) === 'cli')
      const unfit = unfitOption(given)
      present(unfit === null ? await outcomeOf(targets, options, style) : badInput(unfit))
    })
  quieted(command)
}
