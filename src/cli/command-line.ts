import { CommanderError } from 'commander'
import type { Command } from 'commander'
import type { Json } from '../base/index.js'
import { formatProblem } from '../artifact/problem.js'
import { EXIT } from './exit.js'
import { documentText } from './document.js'
import { badInput, bugMessage, errorDocument } from './outcome.js'
import type { Outcome } from './outcome.js'
import { printable, styleOf } from './style.js'
import type { Style } from './style.js'
import { makeProgram } from './verbs.js'

/** Problems beyond these are counted on stderr, not listed; the JSON document has all. */
const LISTED_MAX = 100

const isDebug = (): boolean => process.env['QCOMPUTE_DEBUG'] === '1'

const bugOutcome = (thrown: unknown): Outcome => {
  if (isDebug() && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`)
  return { ...badInput(bugMessage(thrown)), exit: EXIT.bug }
}

// Nobody reads on: that is the reader's choice and no fault. The exit code stands already.
const quietPipes = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      process.exit(EXIT.badInput)
    })
  }
}

const present = (outcome: Outcome, isJson: boolean, style: Style): void => {
  process.exitCode = outcome.exit
  const { problems, message, text, problemsLeftOut = 0, isWritten = false } = outcome
  if (!isJson && text !== '') process.stdout.write(text)
  for (const problem of problems.slice(0, LISTED_MAX)) {
    const line = printable(formatProblem(problem))
    const word = `${problem.severity} ${problem.code}`
    process.stderr.write(`${line.replace(word, problem.severity === 'error' ? style.bad(word) : style.warn(word))}\n`)
  }
  const more = Math.max(0, problems.length - LISTED_MAX) + problemsLeftOut
  if (more > 0) process.stderr.write(`... and ${more} more\n`)
  const isSaid = problems.some(({ severity }) => severity === 'error')
  if (message !== '' && !isSaid) process.stderr.write(`qcompute: ${message}\n`)
  if (isJson && !isWritten) process.stdout.write(documentText(outcome.json ?? errorDocument(outcome)))
}

// Commander has written the help of a command without its verb to stderr already.
const usageMessage = ({ code, message }: CommanderError): string =>
  code === 'commander.help' ? '' : message.replace(/^error: /, '').replaceAll('\n', ' ').trim()

const collectOutput = (command: Command, write: (text: string) => void): void => {
  command.configureOutput({ writeOut: write })
  for (const verb of command.commands) collectOutput(verb, write)
}

/** What help or version are with `--json`: one document (CMD-10). */
const shownDocument = ({ code }: CommanderError, text: string): Json =>
  code === 'commander.version' ? { version: text.trim() } : { help: text }

/** Runs one command line, without the name of the program: prints what it finds and sets the exit code. Throws nothing. */
export const runCommandLine = async (args: readonly string[]): Promise<void> => {
  quietPipes()
  const end = args.indexOf('--')
  const isJson = args.slice(0, end < 0 ? args.length : end).includes('--json')
  const style = styleOf(process.stdout, process.env)
  const errorStyle = styleOf(process.stderr, process.env)
  process.on('uncaughtException', (thrown) => {
    present(bugOutcome(thrown), isJson, errorStyle)
    process.exit(EXIT.bug)
  })
  const program = makeProgram(style, (outcome) => present(outcome, isJson, errorStyle))
  let shown = ''
  if (isJson) collectOutput(program, (text) => (shown += text))
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return present(bugOutcome(thrown), isJson, errorStyle)
    if (thrown.exitCode === 0) {
      process.exitCode = EXIT.done
      if (isJson) process.stdout.write(documentText(shownDocument(thrown, shown)))
      return
    }
    const message = usageMessage(thrown)
    if (message !== '') present(badInput(message), isJson, errorStyle)
    else if (isJson) present(badInput('a verb is missing'), isJson, errorStyle)
    else process.exitCode = EXIT.badInput
  }
}
