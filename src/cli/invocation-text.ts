import type { Params, Scalar } from '../artifact/law.js'
import { shortened } from './style.js'

const valueText = (value: Scalar): string => (typeof value === 'string' ? JSON.stringify(value) : String(value))

/** An operator as people write it, on one printable line: `name(argument=value)`, or the text that does not parse. */
export const invocationText = (operator: { name: string | null; params: Params | null; source: string | null }): string => {
  const { name, params, source } = operator
  if (name === null) return shortened(JSON.stringify(source ?? ''))
  const list = [...(params ?? [])].map(([key, value]) => `${key}=${valueText(value)}`)
  return shortened(`${name}(${list.join(', ')})`)
}
