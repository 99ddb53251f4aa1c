import { canonicalJson } from '../base/index.js'
import type { ExplainedTable, Explanation } from '../analysis/index.js'
import { invocationText } from './invocation-text.js'
import { shortened } from './style.js'
import type { Style } from './style.js'

const TITLES = { operator: 'validator', routing: 'router' } as const

const tableLines = ({ table, winner, lost }: ExplainedTable, explanation: Explanation, style: Style): readonly string[] => {
  if (winner === null) return [`  ${TITLES[table]}: no rule refuses`]
  const action = winner.frameAction === null ? `refuses: ${winner.reason}` : `${winner.frameAction} frame: ${winner.reason}`
  return [
    `  ${TITLES[table]}: rule ${style.bold(winner.rule)} (priority ${winner.priority}) ${action}`,
    ...winner.reads.map((fact) => `      because ${factText(fact, explanation)}`),
    ...lost.map((rule) => `      ${style.dim('lost')}    ${rule.rule} (priority ${rule.priority}, ${rule.reason}) to ${rule.lostTo}`),
  ]
}

const factText = (fact: string, { facts }: Explanation): string => {
  const whole = facts.get(fact)
  if (whole !== undefined) return `${fact} = ${shortened(canonicalJson(whole))}`
  const [name = '', field = ''] = fact.split('.')
  const parent = facts.get(name)
  const value = parent instanceof Map ? (parent as ReadonlyMap<string, string | number | boolean | null>).get(field) : undefined
  return value === undefined ? fact : `${fact} = ${shortened(canonicalJson(value))}`
}

/** An explanation for people (RTR-40): the verdict, who won and lost in validator and router, and every fact. */
export const explainText = (seq: number, explanation: Explanation, style: Style): string => {
  const { entry, facts, tables } = explanation
  const { validation, routing, drift, frameId } = entry
  const verdict = validation.allowed ? style.good('allowed') : `${style.bad('refused')}: ${validation.reason ?? ''}`
  const lines = [`operator ${entry.opId} (line ${seq}): ${invocationText(entry)}`, `  verdict: ${verdict}`]
  if (routing !== null) {
    const frame = frameId === null ? 'no frame' : `frame ${frameId} (${routing.frameAction ?? ''})`
    lines.push(`  runs on: ${routing.backend ?? ''}, ${frame}, reason ${routing.reason}`)
  }
  if (drift !== null) {
    const overflow = drift.overflow ? ', overflow' : ''
    lines.push(`  drift:   ${drift.measured} measured, ${drift.accumulated} accumulated in the frame${overflow}`)
  }
  lines.push('', ...tables.flatMap((table) => [...tableLines(table, explanation, style)]), '', '  facts:')
  for (const [name, value] of facts) lines.push(`    ${name.padEnd(24)} ${shortened(canonicalJson(value), 90)}`)
  return `${lines.join('\n')}\n`
}
