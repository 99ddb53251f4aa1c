import fc from 'fast-check'
import type { Law, OperatorSpec, ParameterSpec, Params, Scalar } from '../../src/artifact/law.js'

/** An item of a random program, as a session is given it. */
export type Item =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: Params }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'transition'; readonly to: string }

/** A random program: arguments of the session and a stream of legal and illegal items. */
export interface RandomProgram {
  readonly environment: string | null
  readonly backend: string | null
  readonly items: readonly Item[]
}

const INTEGERS = [0, 1, 2, 3, -1, -2, 2 ** 53 - 1, 2 ** 53, 0.5]
const NUMBERS = [0, 1, 0.5, 20, 0.1, 1e-320, 1e308, -0.25, 1.7976931348623157e308, 2]
const TOKENS = ['t1', 't2', 't3', '__proto__', '\u{1f511}', ' ', 'x'.repeat(256)]

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '\ufeff', '\u2028', '"\\\n', '__proto__', '\u{1f600}'),
)

const anyScalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom(...INTEGERS, ...NUMBERS),
  fc.boolean(),
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
)

const within = ({ min, max, exclusiveMin, exclusiveMax }: ParameterSpec, value: number): boolean =>
  (min === null || min <= value) &&
  (max === null || value <= max) &&
  (exclusiveMin === null || exclusiveMin < value) &&
  (exclusiveMax === null || value < exclusiveMax)

const fitting = (spec: ParameterSpec): fc.Arbitrary<Scalar> => {
  if (spec.type === 'boolean') return fc.boolean()
  if (spec.type === 'string') return text
  const pool = spec.type === 'int' ? INTEGERS.filter(Number.isSafeInteger) : NUMBERS
  const fits = pool.filter((value) => within(spec, value))
  return fits.length === 0 ? fc.constant(0) : fc.constantFrom(...fits)
}

/** Arguments that fit the row, but for groups of distinct parameters, which may meet. */
const goodParams = ({ parameters }: OperatorSpec): fc.Arbitrary<Params> =>
  parameters.length === 0
    ? fc.constant(new Map())
    : fc.tuple(...parameters.map((spec) => fitting(spec).map((value) => [spec.name, value] as const))).map((pairs) => new Map(pairs))

/** Arguments with one missing, strange or too many. */
const badParams = (row: OperatorSpec): fc.Arbitrary<Params> =>
  fc.tuple(goodParams(row), fc.constantFrom('extra', '__proto__', ...row.parameters.map(({ name }) => name)), anyScalar, fc.boolean()).map(
    ([params, name, value, drop]) => {
      const next = new Map(params)
      if (drop) next.delete(name)
      else next.set(name, value)
      return next
    },
  )

const SPACES = ['', '', '', ' ', '\t', '\n', '\r\n ']

/** Spellings of a number that read as the same double. */
const numberTexts = (value: number): readonly string[] => {
  const plain = JSON.stringify(value)
  const zeros = Number.isInteger(value) && Math.abs(value) < 1e15 ? [`${plain}.0`, `${plain}e0`, `${plain}0E-1`] : []
  return value === 0 ? [plain, '-0', '0e7', '-0.0'] : [plain, value.toExponential(20), ...zeros]
}

const escapeUnits = (written: string, units: RegExp): string =>
  written.replaceAll(units, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const scalarText = (value: Scalar): readonly string[] => {
  if (typeof value === 'number') return numberTexts(value)
  if (typeof value === 'boolean') return [String(value)]
  const escaped = JSON.stringify(value)
  return [escaped, escapeUnits(escaped, /[\u0080-\uffff]/g)]
}

/** The text of an invocation with spaces and spellings chosen by `choices`. */
const invocation = (name: string, params: Params, choices: readonly number[]): string => {
  let at = 0
  const choose = <T>(list: readonly T[], other: T): T => list[(choices[at++ % choices.length] ?? 0) % list.length] ?? other
  const space = (): string => choose(SPACES, '')
  const args = [...params].map(([key, value]) => `${space()}${key}${space()}=${space()}${choose(scalarText(value), '0')}${space()}`)
  return `${space()}${name}${space()}(${args.length === 0 ? space() : args.join(',')})${space()}`
}

const broken = fc.constantFrom(
  '', 'h', 'h(', 'h(q=0', 'h(q=0))', 'h(q=0,)', 'h(,)', 'h(q=01)', 'h(q=+1)', 'h(q=.5)', 'h(q=1.)', 'h(q=1e999)', 'h(q=NaN)',
  'h(q=null)', 'h(q=[])', 'h(q=0,q=0)', 'h(__proto__=1,__proto__=2)',
  'h(q="\\ud800")', 'h(q="\\udc00\\ud800")', 'h(q="\t")', 'h(q=\u00a00)', '\ufeffh(q=0)', 'h(q=\u0660)',
  '1h(q=0)', 'h q=0', 'h(q:0)', 'h(q="\\x")', "h(q='0')", 'h(q=0x1)', 'h(q=1_0)', 'h(q=-)', 'h(q=truefalse)', 'h(q=0);', 'h\u0000(q=0)',
  `h(q="${'x'.repeat(4085)}")`, `h(q="${'\u00e9'.repeat(2043)}")`, `h(q="${'\u00e9'.repeat(2044)}")`,
  `${' '.repeat(4091)}h(q=0)`, `${' '.repeat(4090)}h(q=0)`,
)

const choicesArbitrary = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 })

const operatorItem = (law: Law, params: (row: OperatorSpec) => fc.Arbitrary<Params>): fc.Arbitrary<Item> =>
  fc.constantFrom(...law.operators.operators.values()).chain((row) =>
    fc.tuple(params(row), fc.boolean(), choicesArbitrary).map(([values, asText, choices]): Item =>
      asText ? { kind: 'source', source: invocation(row.name, values, choices) } : { kind: 'operator', name: row.name, params: values },
    ),
  )

const unknownItem: fc.Arbitrary<Item> = fc
  .tuple(fc.constantFrom('nope', 'H', '__proto__', 'constructor', 'toString', '', 'h h', '\u00e9', '1x', 'h\n'), anyScalar, fc.boolean())
  .map(([name, value, empty]): Item => ({ kind: 'operator', name, params: empty ? new Map() : new Map([['q', value]]) }))

/** Programs for `law`: mostly legal operators in both forms, with tokens, transitions and everything that must be refused. */
export const programArbitrary = (law: Law, maxLength = 40): fc.Arbitrary<RandomProgram> => {
  const environments = [...law.environments.keys()]
  const tokens = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...TOKENS) }, { weight: 1, arbitrary: text.filter((one) => one !== '') })
  const targets = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...environments) },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom('nowhere', '__proto__', 'Sandbox', ' '), text.filter((one) => one !== '')) },
  )
  const length = fc.integer({ min: 1, max: maxLength })
  const item: fc.Arbitrary<Item> = fc.oneof(
    { weight: 12, arbitrary: operatorItem(law, goodParams) },
    { weight: 2, arbitrary: operatorItem(law, badParams) },
    { weight: 1, arbitrary: unknownItem },
    { weight: 1, arbitrary: fc.oneof(broken, text).map((source): Item => ({ kind: 'source', source })) },
    { weight: 3, arbitrary: tokens.map((tokenId): Item => ({ kind: 'token', tokenId })) },
    { weight: 2, arbitrary: targets.map((to): Item => ({ kind: 'transition', to })) },
  )
  return fc.record({
    environment: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 3, arbitrary: fc.constantFrom(...environments) }),
    backend: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(null, 'auto') },
      { weight: 2, arbitrary: fc.constantFrom(...law.backends.keys()) },
    ),
    items: fc.oneof(
      { weight: 4, arbitrary: fc.array(item, { maxLength, size: 'max' }) },
      // Long runs of one operator fill frames up to their bounds.
      { weight: 1, arbitrary: fc.tuple(operatorItem(law, goodParams), length).map(([one, count]) => Array<Item>(count).fill(one)) },
    ),
  })
}

const itemYaml = (item: Item): string => {
  switch (item.kind) {
    case 'source':
      return JSON.stringify(item.source)
    case 'operator':
      return JSON.stringify({ op: item.name, params: Object.fromEntries(item.params) })
    case 'token':
      return JSON.stringify({ token: item.tokenId })
    case 'transition':
      return JSON.stringify({ transition: item.to })
  }
}

/** The program as a small file that `qcompute run` takes. */
export const programYaml = ({ environment, backend, items }: RandomProgram): string => {
  const session = JSON.stringify({ ...(environment === null ? {} : { env: environment }), ...(backend === null ? {} : { backend }) })
  const stream = items.length === 0 ? 'stream: []' : ['stream:', ...items.map((item) => `  - ${itemYaml(item)}`)].join('\n')
  // YAML takes JSON texts if what it cannot hold raw is escaped.
  return escapeUnits(`qcompute: program/1\nsession: ${session}\n${stream}\n`, /[\u007f-\u00a0\u2028\u2029\ufeff\ufff0-\uffff]/g)
}
