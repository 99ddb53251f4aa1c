import { randomInt } from 'node:crypto'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { badInput } from './outcome.js'
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
      if (options.confirm !== undefined) {
        const { confirmVerb } = await import('./check-confirm.js')
        return present(confirmVerb({ certificate: options.confirm, rules: targets }, style))
      }
      if (options.diff === true) {
        const { diffVerb } = await import('./check-diff.js')
        return present(diffVerb({ targets, tokens: options.tokens ?? null, pairsMax: options.states, seconds: options.seconds }))
      }
      if (options.export !== undefined) {
        const { exportVerb } = await import('./check-export.js')
        const { export: language, property = null } = options
        const to = options.output === undefined ? null : { folder: options.output, force: options.force ?? false }
        return present(exportVerb({ targets, language, property, tokens: options.tokens ?? null, symmetry: options.symmetry, output: to }))
      }
      if (options.property !== undefined) return present(badInput('--property needs --export'))
      if (options.seed !== undefined && options.walks === undefined) return present(badInput('--seed needs --walks'))
      const { checkVerb } = await import('./check.js')
      const { tokens = null, symmetry, states, seconds, memory, output, certificate = null, cover, walks, seed, force = false } = options
      const limits = { states, seconds, megabytes: memory }
      const folder = output === undefined ? null : { folder: output, force }
      const pictures = cover === undefined ? null : { folder: cover, force }
      const walking = walks === undefined ? null : { count: walks, seed: seed ?? randomInt(SEED_MAX) }
      const { compose = false } = options
      if (compose && targets.length === 0) return present(badInput('--compose needs the files of two machines or more, or one law'))
      const unfit = compose ? ['tokens', 'certificate', 'cover', 'walks'].find((name) => name in options) : undefined
      if (unfit !== undefined) return present(badInput(`--${unfit} is not for --compose`))
      const all = { targets, compose, tokens, symmetry, limits, output: folder, certificate, cover: pictures, walks: walking, force }
      present(checkVerb(all, style))
    })
  quieted(command)
}
