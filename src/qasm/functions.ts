import { arccosine, arcsine, arctangent, cosine, exponential, naturalLogarithm, power, sine, tangent } from './elementary.js'
import type { Language } from './lexer.js'

/** A function that parameter expressions may call. It may return NaN or an infinity, which the caller refuses. */
export interface ExpressionFunction {
  readonly arity: number
  readonly apply: (first: number, second: number) => number
}

const PI = 3.141592653589793
const TAU = 6.283185307179586
const EULER = 2.718281828459045

const CONSTANTS_2: ReadonlyMap<string, number> = new Map([['pi', PI]])

const CONSTANTS_3: ReadonlyMap<string, number> = new Map([
  ['pi', PI],
  ['π', PI],
  ['tau', TAU],
  ['τ', TAU],
  ['euler', EULER],
  ['ℇ', EULER],
])

const SHARED: readonly (readonly [string, ExpressionFunction])[] = [
  ['sin', { arity: 1, apply: sine }],
  ['cos', { arity: 1, apply: cosine }],
  ['tan', { arity: 1, apply: tangent }],
  ['exp', { arity: 1, apply: exponential }],
  ['sqrt', { arity: 1, apply: Math.sqrt }],
]

const FUNCTIONS_2: ReadonlyMap<string, ExpressionFunction> = new Map([...SHARED, ['ln', { arity: 1, apply: naturalLogarithm }]])

const FUNCTIONS_3: ReadonlyMap<string, ExpressionFunction> = new Map([
  ...SHARED,
  ['log', { arity: 1, apply: naturalLogarithm }],
  ['pow', { arity: 2, apply: power }],
  ['mod', { arity: 2, apply: (dividend: number, divisor: number) => dividend % divisor }],
  ['floor', { arity: 1, apply: Math.floor }],
  ['ceiling', { arity: 1, apply: Math.ceil }],
  ['arcsin', { arity: 1, apply: arcsine }],
  ['arccos', { arity: 1, apply: arccosine }],
  ['arctan', { arity: 1, apply: arctangent }],
])

/** The constants of a language by name. */
export const constantsOf = (language: Language): ReadonlyMap<string, number> => (language === 2 ? CONSTANTS_2 : CONSTANTS_3)

/** The functions of a language by name. */
export const functionsOf = (language: Language): ReadonlyMap<string, ExpressionFunction> => (language === 2 ? FUNCTIONS_2 : FUNCTIONS_3)
