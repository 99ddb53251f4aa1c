import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { programArbitrary, programYaml } from '../../properties/arbitraries/program.js'
import { ensureBuilt, makeFolder, root } from '../cli/command.js'
import { LAWS, SERVED, seed, TEXT_LAWS } from '../web/laws.js'
import { hasTime } from '../seed.js'
import { findOtherNode } from './other-node.js'

// Programs under each law; the short deep run of a machine with little time takes no more than the daily one.
const EACH = hasTime ? 100 : 7
const LIMIT = hasTime ? 600_000 : 120_000
const other = findOtherNode()
const main = join(root, 'dist', 'cli')
const worker = fileURLToPath(new URL('worker.mjs', import.meta.url))
const command = join(main, 'main.js')

interface Job {
  readonly program: string
  readonly rules: string
}

const EXAMPLES: readonly Job[] = [
  { program: 'tour', rules: 'rules/qcompute/1.0.0' },
  { program: 'overflow', rules: 'rules/qcompute/1.0.0' },
  { program: 'staging', rules: 'examples/rulesets/staging' },
].map(({ program, rules }) => ({ program: join(root, 'examples', 'programs', `${program}.yaml`), rules: join(root, rules) }))

const doubleOfBits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((bits) => new Float64Array(BigUint64Array.of(bits).buffer)[0] ?? 0)

/** Numbers whose shortest form is easy to get wrong: of random bits, near powers of ten and two, subnormal. */
const number = fc.oneof(
  doubleOfBits.filter((value) => Number.isFinite(value)),
  fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: -330, max: 305 })).map(([digits, power]) => Number(`${digits}e${power}`)),
  fc
    .tuple(fc.integer({ min: -1074, max: 1023 }), fc.integer({ min: -2, max: 2 }))
    .map(([power, step]) => 2 ** power * (1 + step * 2 ** -52)),
)

// Valid where the arguments are; every number is captured, parsed from the text or the file and printed again.
const numbersProgram = fc
  .array(fc.tuple(number, number, fc.boolean()), { minLength: 30, maxLength: 30 })
  .map((pairs) => pairs.map(([duration, amplitude, asText]) => {
    const [d, a] = [Object.is(duration, -0) ? 0 : duration, Object.is(amplitude, -0) ? 0 : amplitude]
    const text = `pulse(q=0, duration=${d.toExponential(20)}, amplitude=${JSON.stringify(a)})`
    return asText ? JSON.stringify(text) : JSON.stringify({ op: 'pulse', params: { q: 0, duration: d, amplitude: a } })
  }))
  .map((items) => `qcompute: program/1\nstream:\n${items.map((item) => `  - ${item}\n`).join('')}`)

describe.skipIf(other === null)(`this Node and ${other?.version ?? 'another'}`, { timeout: LIMIT }, () => {
  const folder = makeFolder()
  const jobs: Job[] = [...EXAMPLES]

  const add = (name: string, text: string, rules: string): void => {
    const program = join(folder, 'programs', `${name}.yaml`)
    mkdirSync(dirname(program), { recursive: true })
    writeFileSync(program, text)
    jobs.push({ program, rules })
  }

  beforeAll(() => {
    ensureBuilt()
    const folders = [...SERVED.map((path) => join(root, path)), ...TEXT_LAWS.map(({ name, bundle }) => {
      for (const [path, text] of Object.entries(bundle)) {
        mkdirSync(dirname(join(folder, 'laws', name, path)), { recursive: true })
        writeFileSync(join(folder, 'laws', name, path), text)
      }
      return join(folder, 'laws', name)
    })]
    for (const [at, law] of LAWS.entries()) {
      const programs = fc.sample(programArbitrary(law), { numRuns: EACH, seed })
      for (const [index, program] of programs.entries()) add(`law-${at}-${index}`, programYaml(program), folders[at] ?? '')
    }
    const numbers = fc.sample(numbersProgram, { numRuns: 2 * EACH, seed })
    for (const [index, text] of numbers.entries()) add(`numbers-${index}`, text, folders[0] ?? '')
    mkdirSync(join(folder, 'a'))
    mkdirSync(join(folder, 'b'))
    writeFileSync(join(folder, 'run.json'), JSON.stringify(jobs.map(({ program, rules }, index) => [
      'run', program, '--rules', rules, '--clock', 'logical', '-o', `${index}.qtrace`,
    ])))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs every program in `cwd` with `node`; one line for each outcome. */
  const runAll = (node: string, cwd: string): readonly string[] => {
    const options = { cwd: join(folder, cwd), encoding: 'utf8' as const, maxBuffer: 1 << 30 }
    const { stdout, stderr } = spawnSync(node, [worker, main, join(folder, 'run.json')], options)
    expect(stderr).toBe('')
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBe(jobs.length)
    return lines
  }

  /** For each law, what `replay` says of all traces under it in `cwd`; and the exit code. */
  const replayAll = (node: string, cwd: string, rules: string): { readonly status: number | null; readonly stdout: string } => {
    const traces = jobs.flatMap((job, index) => (job.rules === rules ? [`${index}.qtrace`] : []))
    const options = { cwd: join(folder, cwd), encoding: 'utf8' as const, maxBuffer: 1 << 30 }
    const { status, stdout, stderr } = spawnSync(node, [command, 'replay', ...traces, '--full', '--json', '--rules', rules], options)
    expect(stderr).toBe('')
    expect(stdout.length).toBeGreaterThan(100 * traces.length)
    return { status, stdout }
  }

  const laws = (): readonly string[] => [...new Set(jobs.map(({ rules }) => rules))]
  // A law that was changed at random may contradict itself: then its own invariants are found broken, by either Node.
  const isShipped = (rules: string): boolean => rules.startsWith(root)

  const digests = (cwd: string): readonly string[] =>
    jobs.map((_job, index) => createHash('sha256').update(readFileSync(join(folder, cwd, `${index}.qtrace`))).digest('hex'))

  const told = (index: number): string => `seed ${seed}, ${jobs[index]?.program}`
  const expectSame = (left: readonly string[], right: readonly string[]): void => {
    const at = left.findIndex((one, index) => one !== right[index])
    if (at >= 0) expect(left[at], told(at)).toBe(right[at])
    expect(left.length).toBe(right.length)
  }

  test('[RPL-51] [LED-10] write the same bytes for the same programs under a logical clock', () => {
    const [mine, its] = [runAll(process.execPath, 'a'), runAll(other?.path ?? '', 'b')]
    for (const [index, line] of mine.entries()) expect(line, told(index)).toMatch(/^\[\{"exit":[01],/)
    for (const [index, { rules }] of jobs.entries()) if (isShipped(rules)) expect(mine[index], told(index)).toMatch(/^\[\{"exit":0,/)
    expectSame(mine, its)
    expectSame(digests('a'), digests('b'))
    expect(readdirSync(join(folder, 'a')).length).toBe(jobs.length)
    expect(new Set(digests('a')).size).toBeGreaterThan(jobs.length / 2)
  })

  test('[RPL-51] each verifies what the other wrote, with the same report', () => {
    for (const rules of laws()) {
      const [its, mine] = [replayAll(process.execPath, 'b', rules), replayAll(other?.path ?? '', 'a', rules)]
      expect(its.stdout, rules).toBe(mine.stdout)
      expect(its.status).toBe(mine.status)
      if (isShipped(rules)) expect(its.status, rules).toBe(0)
    }
  })

  test('[RPL-51] each finds the same in traces that were changed', () => {
    for (const cwd of ['a', 'b']) {
      for (const index of jobs.keys()) {
        const path = join(folder, cwd, `${index}.qtrace`)
        const lines = readFileSync(path, 'utf8').split('\n')
        const at = index % (lines.length - 1)
        lines[at] = (lines[at] ?? '').replace(/\d(?=[^\d]*$)/, (digit) => String((Number(digit) + 1) % 10))
        writeFileSync(path, lines.join('\n'))
      }
    }
    for (const rules of laws()) {
      const [its, mine] = [replayAll(process.execPath, 'b', rules), replayAll(other?.path ?? '', 'a', rules)]
      expect(its.stdout, rules).toBe(mine.stdout)
      expect([its.status, mine.status], rules).toEqual([1, 1])
      expect(its.stdout).not.toContain('"valid":true')
    }
  })
})
