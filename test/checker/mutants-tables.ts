import { rowsOf } from './mutants.js'
import type { Data, Draft, Mutant, Row } from './mutants.js'

type Change = readonly [member: string, what: string, value: Data]

const listChanges = (now: readonly string[], all: readonly string[]): readonly (readonly [string, string[]])[] =>
  all.map((one) => (now.includes(one) ? [`without ${one}`, now.filter((other) => other !== one)] : [`with ${one}`, [...now, one]]))

const each = (draft: Draft, kind: string, section: string, key: string, changes: (row: Row) => readonly Change[]): readonly Mutant[] => {
  const rows = (one: Draft): Row[] => rowsOf(one.artifacts[kind], section)
  return rows(draft).flatMap((row, index) =>
    changes(row).map(([member, what, value]): Mutant => ({
      family: `${kind} changed`,
      name: `${String(row[key])}: ${what}`,
      make: (one) => {
        const changed = rows(one)[index] as Row
        changed[member] = value
      },
    })))
}

const scaled = (row: Row, member: string): readonly Change[] => {
  const value = Number(row[member])
  return (value === 0 ? [0.0625] : [value / 2, value * 2]).map((to) => [member, `${member} ${to}`, to])
}

const othersOf = (row: Row, member: string, all: readonly string[]): readonly Change[] =>
  all.filter((one) => one !== row[member]).map((one) => [member, `${member} ${one}`, one])

const valuesOf = (rows: readonly Row[], key: string): readonly string[] => [...new Set(rows.map((row) => String(row[key])))]

const operatorsOf = ({ artifacts }: Draft): Row => artifacts['operators'] as Row
const tiersOf = (draft: Draft): string[] => operatorsOf(draft)['tiers'] as string[]
const idsOf = ({ artifacts }: Draft, kind: 'environments' | 'backends'): readonly string[] => valuesOf(rowsOf(artifacts[kind], kind), 'id')
const labelsOf = ({ artifacts }: Draft): readonly string[] => valuesOf(rowsOf(artifacts['drift'], 'labels'), 'label')

const ofOperators = (draft: Draft): readonly Mutant[] => {
  const rows = rowsOf(operatorsOf(draft), 'operators')
  const ranked = tiersOf(draft)
  return [
    ...each(draft, 'operators', 'operators', 'name', (row) => [
      ...othersOf(row, 'tier', valuesOf(rows, 'tier')), ...othersOf(row, 'family', valuesOf(rows, 'family')),
      ...othersOf(row, 'drift', labelsOf(draft)), ['token', 'the other token need', row['token'] !== true],
      ...othersOf(row, 'frame', ['new', 'reuse']),
    ]),
    ...ranked.slice(1).map((tier, index): Mutant => ({
      family: 'operators changed',
      name: `${tier} ranks before ${ranked[index]}`,
      make: (one) => void (operatorsOf(one)['tiers'] = ranked.toSpliced(index, 2, tier, ranked[index] ?? '')),
    })),
  ]
}

const ofDefaults = (draft: Draft): readonly Mutant[] => {
  const defaults = (one: Draft): Row => operatorsOf(one)['frame_defaults'] as Row
  return Object.entries(defaults(draft)).flatMap(([tier, row]) => {
    const now = row as Row
    const changes = [
      ...othersOf(now, 'tier', tiersOf(draft)), ...othersOf(now, 'backend', idsOf(draft, 'backends')),
      ['inherit', 'the other inheritance', now['inherit'] !== true] as const,
    ]
    return changes.map(([member, what, value]): Mutant => ({
      family: 'operators changed',
      name: `default of ${tier}: ${what}`,
      make: (one) => {
        const changed = defaults(one)[tier] as Row
        changed[member] = value
      },
    }))
  })
}

const ofBackends = (draft: Draft): readonly Mutant[] => {
  const [ranked, names, labels] = [tiersOf(draft), idsOf(draft, 'backends'), labelsOf(draft)]
  const places = idsOf(draft, 'environments')
  return [
    ...each(draft, 'backends', 'backends', 'id', (row) => [
      ...listChanges(row['tier_support'] as string[], ranked).map(([what, to]) => ['tier_support', `support ${what}`, to] as const),
      ...listChanges(row['environments'] as string[], places).map(([what, to]) => ['environments', what, to] as const),
      ...othersOf(row, 'tier', ranked), ...othersOf(row, 'drift_profile', labels), ...scaled(row, 'max_accumulated'),
    ]),
    ...names.slice(1).map((name, index): Mutant => ({
      family: 'backends changed',
      name: `${names[index]} and ${name} exchange their tiers`,
      make: ({ artifacts }) => {
        const [one, other] = rowsOf(artifacts['backends'], 'backends').slice(index, index + 2) as [Row, Row]
        for (const key of ['tier', 'tier_support']) [one[key], other[key]] = [other[key] ?? '', one[key] ?? '']
      },
    })),
  ]
}

/** Whatever the tables of operators, environments, backends and drift say, and the option of validation, changed. */
export const tableMutants = (draft: Draft): readonly Mutant[] => [
  ...ofOperators(draft),
  ...ofDefaults(draft),
  ...each(draft, 'environments', 'environments', 'id', (row) => [
    ...listChanges(row['tiers'] as string[], tiersOf(draft)).map(([what, to]) => ['tiers', what, to] as const),
    ...scaled(row, 'drift_bound'),
    ['label', 'another label', 'other'],
  ]),
  ...ofBackends(draft),
  ...each(draft, 'drift', 'labels', 'label', (row) => scaled(row, 'nominal')),
  {
    family: 'validation changed',
    name: 'a decrease of the tier is refused',
    make: ({ artifacts }) => void (((artifacts['validation'] as Row)['options'] as Row)['tier_decrease'] = 'refuse'),
  },
]
