import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Said {
  readonly target: string
  readonly property: string
  readonly verdict: string
  readonly method: string | null
  readonly counterexample: { readonly steps: number; readonly loop: number | null } | null
}

const verdictsOf = (stdout: string): readonly Said[] => documentOf(stdout, 'check')['verdicts'] as readonly Said[]

/** A copy of the shipped law in which sandbox is left without a token: the machine and the table agree, the invariants do not. */
const makeLaw = (name: string): string => {
  const law = join(folder, name)
  cpSync(join(root, 'rules', 'qcompute', '1.1.0'), law, { recursive: true })
  const edit = (file: string, ...changes: readonly (readonly [string, string])[]): void => {
    const text = readFileSync(join(law, file), 'utf8')
    writeFileSync(join(law, file), changes.reduce((edited, [from, to]) => edited.replace(from, to), text))
  }
  mkdirSync(join(law, 'machines', 'environment'), { recursive: true })
  cpSync(join(root, 'machines', 'environment', '1.0.0.json'), join(law, 'machines', 'environment', '1.1.0.json'))
  edit('machines/environment/1.1.0.json', ['"1.0.0"', '"1.1.0"'], [', "guard": "token-unbound", "actions": ["bind-token"]', ''])
  edit('bundle.yaml', ['environment: 1.0.0', 'environment: 1.1.0'])
  edit('environments.yaml', ['token_to_leave: true', 'token_to_leave: false'])
  return name
}

describe('[CHK-01] [CHK-07] [CMD-32] check', () => {
  test('without arguments: every shipped law and machine, all verdicts listed, all proved', () => {
    const { status, stdout, stderr } = qcompute(['check', '--json'], folder)
    expect([status, stderr]).toEqual([0, ''])
    const verdicts = verdictsOf(stdout)
    const targets = [...new Set(verdicts.map(({ target }) => target))]
    const versions = (name: string): readonly string[] => readdirSync(join(root, 'rules', name)).map((version) => `${name} ${version}`)
    const machines = readdirSync(join(root, 'machines')).flatMap((name) =>
      readdirSync(join(root, 'machines', name)).map((file) => `machine ${name} ${file.replace('.json', '')}`))
    expect(targets.toSorted()).toEqual([...versions('qcompute'), ...versions('openqasm'), ...machines].toSorted())
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds', 'elsewhere']))
    expect(verdicts.filter(({ verdict, method }) => verdict === 'holds' && method !== 'exhaustive')).toEqual([])
    expect(verdicts.length).toBeGreaterThan(300)
  })

  test('for people: what was explored, every property with its clause, what is decided elsewhere', () => {
    const { status, stdout } = qcompute(['check', 'qcompute@1.1.0'], folder)
    expect(status).toBe(0)
    expect(stdout).toContain('everything that can be reached')
    expect(stdout).toMatch(/grows without bound, so left out or bounded: counts/u)
    expect(stdout).toMatch(/holds {8}drift-within-bound +SES-50/u)
    expect(stdout).toMatch(/elsewhere {4}hash-chain/u)
    expect(stdout).toMatch(/\d+ hold, 4 decided elsewhere\n$/u)
  })

  test('[CHK-41] an edited machine: the shortest counterexample, as a program that runs and a trace that replays', () => {
    const law = makeLaw('leaky')
    const { status, stdout } = qcompute(['check', law, '-o', 'found'], folder)
    expect(status).toBe(1)
    expect(stdout).toContain('transition-binds-a-token (SES-58) is violated after 1 step')
    const [program, trace] = ['found/transition-binds-a-token.yaml', 'found/transition-binds-a-token.qtrace']
    expect(existsSync(join(folder, 'found', 'transition-binds-a-token.itf.json'))).toBe(true)
    const replayed = qcompute(['replay', trace, '--rules', law, '--json'], folder)
    // The law contradicts itself, and says so at the very line (RPL-16).
    expect(replayed.status).toBe(1)
    const { findings } = JSON.parse(replayed.stdout) as { findings: readonly { code: string; seq: number; expected: string }[] }
    expect(findings).toMatchObject([{ code: 'invariant', seq: 1, expected: 'transition-binds-a-token' }])
    const ran = qcompute(['run', program, '--rules', law, '--clock', 'logical', '-o', 'again.qtrace'], folder)
    expect(ran.status).toBe(1)
    expect(readFileSync(join(folder, 'again.qtrace'), 'utf8')).toBe(readFileSync(join(folder, trace), 'utf8'))
    const second = qcompute(['check', law, '-o', 'found'], folder)
    expect(second.status).toBe(2)
    expect(second.stderr).toContain('file-exists')
    expect(qcompute(['check', law, '-o', 'found', '--force'], folder).stdout).toBe(stdout)
  })

  test('[CHK-05] tokens told apart or not: the same verdicts', () => {
    const law = makeLaw('apart')
    const [alike, apart] = [[], ['--no-symmetry']].map((more) =>
      verdictsOf(qcompute(['check', law, '--tokens', '2', '--json', ...more], folder).stdout))
    expect(alike).toEqual(apart)
  })

  test('[CHK-09] limits end in exit 3, with what was covered', () => {
    const { status, stdout } = qcompute(['check', 'qcompute@1.0.0', '--states', '100'], folder)
    expect(status).toBe(3)
    expect(stdout).toMatch(/a limit ended the search, \d+ states were not looked at/u)
    expect(stdout).toMatch(/inconclusive drift-within-bound/u)
  })

  test('[CHK-08] a machine by itself, its guards free', () => {
    const machine = {
      id: 'door', version: '1.0.0', initial: 'shut',
      states: { shut: { on: { open: { target: 'wide', guard: 'has-key' } } }, wide: {}, lost: { type: 'final' } },
    }
    writeFileSync(join(folder, 'door.json'), JSON.stringify(machine))
    const { status, stdout } = qcompute(['check', 'door.json'], folder)
    expect(status).toBe(1)
    expect(stdout).toContain('"lost" is never active')
    expect(stdout).toContain('no event does anything')
    const shipped = qcompute(['check', join(root, 'machines', 'frame', '1.0.0.json')], folder)
    expect(shipped.status).toBe(0)
  })
})

describe('evidence', () => {
  test('[CHK-44] a certificate is written, confirmed by the trusted checker, and refused when it was changed', () => {
    const written = qcompute(['check', 'qcompute@1.1.0', '--certificate', 'law.json'], folder)
    expect(written.status).toBe(0)
    expect(written.stdout).toContain('wrote law.json')
    documentOf(readFileSync(join(folder, 'law.json'), 'utf8'), 'certificate')
    const confirmed = qcompute(['check', '--confirm', 'law.json', '--json'], folder)
    expect(confirmed.status).toBe(0)
    expect(documentOf(confirmed.stdout, 'confirmation')).toMatchObject({ confirmed: true, law: { id: 'qcompute', version: '1.1.0' } })
    writeFileSync(join(folder, 'changed.json'), readFileSync(join(folder, 'law.json'), 'utf8').replace('"tokens":3', '"tokens":2'))
    const changed = qcompute(['check', '--confirm', 'changed.json'], folder)
    expect([changed.status, changed.stderr]).toEqual([1, expect.stringContaining('certificate-refused')])
    const { stdout } = qcompute(['check', '--confirm', 'changed.json', '--json'], folder)
    expect(documentOf(stdout, 'confirmation')).toMatchObject({ confirmed: false })
  })

  test('[CHK-44] what is not proved has no certificate', () => {
    const { status, stderr } = qcompute(['check', makeLaw('unproved'), '--certificate', 'none.json'], folder)
    expect(status).toBe(2)
    expect(stderr).toContain('certificate-unproved')
    expect(existsSync(join(folder, 'none.json'))).toBe(false)
    const several = qcompute(['check', '--certificate', 'none.json'], folder)
    expect([several.status, several.stderr]).toEqual([2, expect.stringContaining('for one law')])
  })

  test.each([
    ['no such file', 'absent.json', 'file-missing'],
    ['no certificate', 'door.json', 'certificate-refused'],
  ])('[CHK-44] %s', (_, file, code) => {
    writeFileSync(join(folder, 'door.json'), '{}')
    expect(qcompute(['check', '--confirm', file], folder)).toMatchObject({ status: 2, stderr: expect.stringContaining(code) as unknown })
  })

  test('[CHK-56] [CHK-57] pictures of the lifecycles, with a table of what was never reached', () => {
    const { status, stdout } = qcompute(['check', 'qcompute@1.0.0', '--cover', 'pictures'], folder)
    expect(status).toBe(0)
    expect(readdirSync(join(folder, 'pictures')).toSorted()).toEqual(
      ['environment', 'frame', 'session'].flatMap((name) => [`${name}.mmd`, `${name}.svg`]))
    expect(readFileSync(join(folder, 'pictures', 'frame.svg'), 'utf8')).toMatch(/^<svg /u)
    expect(readFileSync(join(folder, 'pictures', 'frame.mmd'), 'utf8')).toMatch(/stateDiagram-v2/u)
    expect(stdout).toMatch(/machine frame +14 of 14/u)
    expect(stdout).toMatch(/never {2}drift-bound/u)
  })

  test('[CHK-50] [CMD-33] what a changed law does otherwise', () => {
    const law = makeLaw('new')
    const { status, stdout } = qcompute(['check', '--diff', 'qcompute@1.1.0', law], folder)
    expect(status).toBe(1)
    expect(stdout).toMatch(/gained/u)
    expect(qcompute(['check', '--diff', 'qcompute@1.1.0', 'qcompute@1.1.0'], folder).status).toBe(0)
    expect(qcompute(['check', '--diff', 'qcompute@1.1.0'], folder).status).toBe(2)
    expect(qcompute(['check', '--diff', 'qcompute@1.1.0', 'nowhere'], folder).status).toBe(2)
  })

  test('[CHK-32] [CHK-34] [CMD-33] a law as a model of other checkers', () => {
    const promela = qcompute(['check', 'qcompute@1.0.0', '--export', 'promela'], folder)
    expect([promela.status, promela.stdout]).toEqual([0, expect.stringContaining('d_step')])
    const tla = qcompute(['check', 'qcompute', '--export', 'tla', '--property', 'new-token-is-accepted', '-o', 'models'], folder)
    expect(tla.stdout).toBe('wrote models/QcomputeLaw.tla\nwrote models/QcomputeLaw.cfg\n')
    expect(qcompute(['check', 'qcompute', '--export', 'tla', '-o', 'models'], folder).stderr).toContain('file-exists')
  })

  test('[CHK-69] random walks refute, and prove nothing; the seed repeats them', () => {
    const law = makeLaw('walked')
    const walked = qcompute(['check', law, '--walks', '40', '--seed', '7'], folder)
    expect(walked.status).toBe(1)
    expect(walked.stdout).toContain(`again: qcompute check ${law} --walks 40 --seed 7`)
    expect(qcompute(['check', law, '--walks', '40', '--seed', '7'], folder).stdout).toBe(walked.stdout)
    expect(qcompute(['check', 'qcompute@1.0.0', '--walks', '5', '--seed', '7'], folder).status).toBe(3)
  })
})

describe('bad input', () => {
  test.each([
    [['check', 'nowhere'], 'rules-missing'],
    [['check', 'nowhere.json'], 'file-missing'],
    [['check', '--tokens', '0'], 'whole number from 1 to 6'],
    [['check', '--states', 'many'], 'whole number from 1'],
    [['check', '--frobnicate'], 'unknown option'],
    [['check', '--seed', '1'], '--seed needs --walks'],
    [['check', '--property', 'p'], '--property needs --export'],
    [['check', 'qcompute', '--export', 'promela', '--property', 'token-before-r2'], 'did you mean token-before-r3?'],
    [['check', '--export', 'tla'], '--export is for one law'],
  ])('[CMD-11] %j: %s', (args, said) => {
    const { status, stderr } = qcompute(args, folder)
    expect(status).toBe(2)
    expect(stderr).toContain(said)
  })

  test('[CHK-10] [LAW-43] a formula that does not parse, and fairness that nobody declared: file, line and column, never a verdict', () => {
    const law = makeLaw('misspelt')
    const file = join(folder, law, 'invariants.yaml')
    const text = readFileSync(file, 'utf8')
    const name = '  - name: added\n    clause: SES-50\n'
    writeFileSync(file, text.replace('properties:\n', `properties:\n${name}    ltl: '[] (has-frame -> '\n`))
    const unparsed = qcompute(['check', law], folder)
    expect([unparsed.status, unparsed.stdout]).toEqual([2, ''])
    expect(unparsed.stderr).toMatch(/misspelt\/invariants\.yaml:\d+:\d+: error formula-unparsed/u)
    writeFileSync(file, text.replace('properties:\n', `properties:\n${name}    ltl: '[] has-fram'\n`))
    expect(qcompute(['check', law], folder).stderr).toMatch(/invariants\.yaml:\d+:\d+: error proposition-unknown .*has-frame/u)
    writeFileSync(file, text.replace('properties:\n', `properties:\n${name}    ltl: '[] has-frame'\n    under: [nobody]\n`))
    expect(qcompute(['check', law], folder).stderr).toMatch(/invariants\.yaml:\d+:\d+: error fairness-unknown/u)
  })
})
