import { canonicalJson, LIMITS, utf8Length } from '../base/index.js'
import type { Params, Scalar } from '../artifact/law.js'
import { parseInvocation } from '../kernel/index.js'
import { isId } from '../ledger/inputs.js'
import type { OperatorInput } from '../ledger/inputs.js'

// The shortest literal of a value (SES-20): of numbers such as 1e20 it is not the canonical form.
const literalOf = (value: Scalar): string => {
  const plain = canonicalJson(value)
  if (typeof value !== 'number') return plain
  const [digits = '', exponent = ''] = value.toExponential().replace('.', '').split('e')
  const scaled = `${digits}e${Number(exponent) + 1 - digits.replace('-', '').length}`
  return scaled.length < plain.length ? scaled : plain
}

// Whether some text gives this name and these parameters: the shortest that could does.
const comesFromText = (name: string, params: Params): boolean => {
  const read = parseInvocation(`${name}(${[...params].map(([key, value]) => `${key}=${literalOf(value)}`).join(',')})`)
  return read !== null && read.name === name && canonicalJson(read.params) === canonicalJson(params)
}

// In a line of so many code units no parameters exceed their bytes: a unit has at most 3, and no number grows sevenfold (1e20).
const SHORT_LINE_UNITS = 4000

/** The members of an operator line of `units` code units that exceed what is captured: of a text NUM-05, else SES-23 (RPL-01). */
export const excessOf = (input: OperatorInput, units: number): readonly ('source' | 'name' | 'params')[] => {
  if (input.kind === 'source') return utf8Length(input.source) > LIMITS.itemTextBytes.value ? ['source'] : []
  const { name, params } = input
  const isLong = name !== '' && !isId(name)
  const isHeavy = (): boolean => units > SHORT_LINE_UNITS && utf8Length(canonicalJson(params)) > LIMITS.paramsBytes.value
  const isMuch = params.size > LIMITS.paramCount.value || isHeavy()
  if ((!isLong && !isMuch) || comesFromText(name, params)) return []
  return isLong ? (isMuch ? ['name', 'params'] : ['name']) : ['params']
}
