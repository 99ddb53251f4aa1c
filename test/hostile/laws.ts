import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the law in a copied bundle folder hostile. */
export type Spoil = (folder: string) => void

const edit =
  (file: string, change: (text: string) => string): Spoil =>
  (folder) => {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    const changed = change(text)
    if (changed === text) throw new Error(`${file} stays as it is`)
    writeFileSync(path, changed)
  }

// A version of its own, so that it differs from no shipped machine.
const machine =
  (name: string, states: object, more: object = {}): Spoil =>
  (folder) => {
    const text = JSON.stringify({ id: name, version: '2.0.0', initial: Object.keys(states)[0], ...more, states })
    edit('bundle.yaml', (bundle) => bundle.replace(`${name}: 1.0.0`, `${name}: 2.0.0`))(folder)
    mkdirSync(join(folder, 'machines', name), { recursive: true })
    writeFileSync(join(folder, 'machines', name, '2.0.0.json'), text)
  }

/** `count` parts. */
export const many = (count: number, part: (index: number) => string): string => Array.from({ length: count }, (_, at) => part(at)).join('')

const before = (mark: string, put: string) => (text: string): string => text.replace(mark, () => `${put}${mark}`)
const after = (put: string) => (text: string): string => text + put

const operator = (name: string, more: string): string =>
  `  - { name: ${name}, family: meta, tier: meta, drift: zero, token: false, frame: new, parameters: [${more}] }\n`
const refusal = (name: string, priority: number, condition: string): string =>
  `      - { name: ${name}, priority: ${priority}, conditions: ${condition}, event: { type: archive terminal } }\n`
const test = (fact: string, value: string): string => `{ fact: ${fact}, operator: equal, value: ${value} }`
const FIRST_REFUSAL = '      - name: grammar\n'

const linked =
  (target: string): Spoil =>
  (folder) => {
    rmSync(join(folder, 'tokens.yaml'))
    symlinkSync(target, join(folder, 'tokens.yaml'))
  }

const nested = (depth: number): object => (depth === 0 ? {} : { initial: 's', states: { s: nested(depth - 1) } })

const environments = (count: number): Spoil => (folder) => {
  const name = (at: number): string => (at === 0 ? 'sandbox' : at === 1 ? 'production' : `e${at}`)
  const next = (at: number): string => name((at + 1) % count)
  const rows = many(count, (at) =>
    `  - { id: ${name(at)}, tiers: [r1], drift_bound: 0.75, label: a, next: [${next(at)}], token_to_leave: true, terminal: false }\n`)
  writeFileSync(join(folder, 'environments.yaml'), `kind: environments/1\nenvironments:\n${rows}`)
  const backends = ['r1', 'r2', 'r3'].map((tier) =>
    `  - { id: ${tier === 'r1' ? 'local-sim' : tier}, tier: ${tier}, tier_support: [r1, r2, r3], ` +
    `environments: [${Array.from({ length: count }, (_, at) => name(at)).join(', ')}], drift_profile: low, max_accumulated: 1 }\n`)
  writeFileSync(join(folder, 'backends.yaml'), `kind: backends/1\nbackends:\n${backends.join('')}`)
  machine('environment', Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), {
    on: { [`to.${next(at)}`]: { target: next(at), guard: 'token-unbound', actions: ['bind-token'] } },
  }])))(folder)
}

/** Laws that do not load, by what is wrong, each with a code of its problems. */
export const WRONG_LAWS: ReadonlyMap<string, readonly [Spoil, string]> = new Map<string, readonly [Spoil, string]>([
  ['nothing but a folder', [(folder) => rmSync(join(folder, 'facts.yaml')), 'file-missing']],
  ['a link to a device', [linked('/dev/zero'), 'file-kind']],
  ['a link to itself', [linked('tokens.yaml'), 'file-missing']],
  ['a link to nothing', [linked('gone'), 'file-missing']],
  ['a link to another file', [linked('drift.yaml'), 'kind-wrong']],
  ['a folder for a file', [(folder) => {
    rmSync(join(folder, 'tokens.yaml'))
    mkdirSync(join(folder, 'tokens.yaml'))
  }, 'file-kind']],
  ['a pipe for a file', [(folder) => {
    rmSync(join(folder, 'tokens.yaml'))
    execFileSync('mkfifo', [join(folder, 'tokens.yaml')])
  }, 'file-kind']],
  ['machines that lead to the root', [(folder) => {
    symlinkSync('/', join(folder, 'machines'))
    edit('tokens.yaml', after('more: 1\n'))(folder)
  }, 'key-unknown']],
  ['a machine whose name leads out', [edit('bundle.yaml', (text) => text.replace('session: 1.0.0', '"../../session": 1.0.0')),
    'key-unknown']],
  ['a file too large', [edit('tokens.yaml', after(`#${'x'.repeat(1_100_000)}\n`)), 'file-too-large']],
  ['colons in brackets', [edit('tokens.yaml', after(`more: [${'a: '.repeat(100_000)}\n`)), 'file-too-deep']],
  ['names of JavaScript', [edit('tokens.yaml', after('__proto__: 1\nconstructor: 2\n')), 'key-unknown']],
  ['an operator of JavaScript twice', [edit('operators.yaml', after(operator('constructor', '') + operator('constructor', ''))),
    'name-repeated']],
  ['many unknown names', [edit('operators.yaml', after(
    operator('o', many(1500, (at) => `${at === 0 ? '' : ', '}{ name: parameter_number_${at}, type: int }`))
      .replace(' }\n', `, distinct: [[${many(1500, (at) => `${at === 0 ? '' : ', '}parametre_nomber_${at}`)}]] }\n`))), 'name-unknown']],
  ['more rules than the limit', [edit('validation.rules.yaml', before(FIRST_REFUSAL, many(20_001, (at) => `      - ${at}\n`))),
    'rules-too-many']],
  ['a cell for each name and rule', [(folder) => {
    edit('operators.yaml', after(many(2500, (at) => operator(`o${at}`, ''))))(folder)
    edit('routing.rules.yaml', (text) => text.replace('  rules:\n', `  rules:\n${many(2500, (at) =>
      `    - { name: n${at}, priority: ${2000 + at}, conditions: { all: [${test('operator-name', `o${at}`)}] }, ` +
      'event: { type: tier-binding, params: { frame_action: new } } }\n')}`))(folder)
  }, 'consistency-undecided']],
  ['a product of domains', [edit('routing.rules.yaml', (text) => text.replace('  rules:\n',
    `  rules:\n    - { name: n, priority: 2000, conditions: { any: [${
    many(18, (at) => `${at === 0 ? '' : ', '}{ fact: params, path: $.q, operator: equal, value: ${at} }`)
  }] }, event: { type: tier-binding, params: { frame_action: new } } }\n`)), 'consistency-undecided']],
  ['environments without end', [environments(400), 'consistency-undecided']],
  ['decorators without end', [edit('validation.rules.yaml', before(FIRST_REFUSAL,
    refusal('n', 1000, `{ all: [{ fact: operator-known, operator: '${'not:'.repeat(50_001)}equal', value: true }] }`))), 'value-outside']],
  ['unknown decorators without end', [edit('validation.rules.yaml', before(FIRST_REFUSAL,
    refusal('n', 1000, `{ all: [{ fact: operator-known, operator: '${'nor:'.repeat(50_000)}equal', value: true }] }`))), 'value-outside']],
  ['a pattern for a name', [edit('operators.yaml', after(operator('"(a+)+$"', ''))), 'name-ill-formed']],
  ['conditions too deep', [edit('validation.rules.yaml', before(FIRST_REFUSAL,
    refusal('n', 1000, `${'{ not: '.repeat(20)}{ all: [] }${' }'.repeat(20)}`))), 'condition-too-deep']],
  ['a circle of states', [machine('session', { open: { on: { operator: '#session.open.open', close: '#session' } } }), 'name-unknown']],
  ['states too deep', [machine('session', { open: nested(40) }), 'file-too-deep']],
  ['parallel states', [machine('frame', Object.fromEntries(
    Array.from({ length: 500 }, (_, at) => [`s${at}`, { initial: 'a', states: { a: { on: { new: 'b' } }, b: {} } }]),
  ), { type: 'parallel', initial: undefined }), 'machine-role']],
  ['states of JavaScript', [(folder) => {
    machine('session', {})(folder)
    writeFileSync(join(folder, 'machines', 'session', '2.0.0.json'),
      '{"id":"session","version":"2.0.0","initial":"__proto__","states":{"__proto__":{"on":{"constructor":"__proto__"}}}}')
  }, 'session-lifecycle']],
  ['frames without end', [machine('frame', Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`s${at}`, {
    on: { new: `s${(at + 1) % 3000}`, end: 'gone' },
  }]))), 'name-unknown']],
])

/** Laws that load and run, however large or odd. */
export const LARGE_LAWS: ReadonlyMap<string, Spoil> = new Map<string, Spoil>([
  ['a link to a file outside', (folder) => {
    const outside = join(folder, '..', 'outside.yaml')
    writeFileSync(outside, readFileSync(join(folder, 'tokens.yaml')))
    rmSync(join(folder, 'tokens.yaml'))
    symlinkSync(outside, join(folder, 'tokens.yaml'))
  }],
  ['operators of JavaScript', edit('operators.yaml', after(operator('constructor', '') + operator('__proto__', '') + operator('toString',
    '')))],
  ['many operators', edit('operators.yaml', after(many(3000, (at) => operator(`o${at}`, ''))))],
  ['many rules', edit('validation.rules.yaml', before(FIRST_REFUSAL, many(2000, (at) =>
    refusal(`n${at}`, 1000 + at, `{ all: [${test('operator-name', 'h')}, ${test('environment', 'archive')}] }`))))],
  ['as many decorators as may be', edit('validation.rules.yaml', before(FIRST_REFUSAL,
    refusal('n', 1000, `{ all: [{ fact: operator-known, operator: '${'not:'.repeat(16)}equal', value: false }] }`)))],
  ['a rule of many tests', edit('validation.rules.yaml', before(FIRST_REFUSAL,
    refusal('n', 1000, `{ all: [${many(3000, (at) => `${at === 0 ? '' : ', '}${test('operator-known', 'false')}`)}] }`)))],
  ['many drift terms', edit('drift.yaml', (text) => text.replace('scale: []', `scale:\n${many(3000, (at) =>
    `  - { operator: h, parameter: q, coefficient: ${at + 1} }\n`)}`))],
])
