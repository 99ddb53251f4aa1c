import { readFileSync } from 'node:fs'
import type { Law } from '../../src/artifact/law.js'
import { lawOfTexts } from '../artifact/reading.js'
import { readTexts } from '../artifact/shipped.js'
import { lawWith } from '../kernel/fixture.js'

const OWN = 'machines/environment/1.1.0.json'

/** The law in examples/rulesets/staging. */
export const STAGING: Law = lawOfTexts(
  readTexts('examples/rulesets/staging'),
  new Map([[OWN, readFileSync(new URL(`../../examples/rulesets/staging/${OWN}`, import.meta.url), 'utf8')]]),
)

/** A law that differs from the shipped one, with the kinds of what differs first, in the order of their names. */
interface Mutation {
  readonly name: string
  readonly law: Law
  readonly kinds: readonly string[]
  readonly isLarge?: boolean
}

const AGAIN = '{ fact: token-repeated, operator: notIn, value: [true, false] }'

/** Laws that differ from the shipped one. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a drift bound is lower',
    law: lawWith({ 'environments.yaml': [['drift_bound: 0.75', 'drift_bound: 0.5']] }),
    kinds: ['changed'],
  },
  {
    name: 'a tier is no longer allowed',
    law: lawWith({ 'environments.yaml': [['[r1, r2, r3]', '[r1, r2]']] }),
    kinds: ['changed', 'lost'],
  },
  {
    name: 'two routing rules are swapped',
    law: lawWith({
      'routing.rules.yaml': [['priority: 500', 'priority: 501'], ['priority: 200', 'priority: 500'], ['priority: 501', 'priority: 200']],
    }),
    kinds: ['changed'],
  },
  { name: 'an operator needs no token', law: lawWith({ 'operators.yaml': [['token: true', 'token: false']] }), kinds: ['gained'] },
  {
    name: 'tokens may be deployed again',
    law: lawWith({ 'validation.rules.yaml': [['{ fact: token-repeated, operator: equal, value: true }', AGAIN]] }),
    kinds: ['gained'],
  },
  {
    name: 'one more environment, tier and backend, and two more operators',
    law: STAGING,
    kinds: ['changed', 'gained', 'lost'],
    isLarge: true,
  },
  {
    name: 'another environment to begin in',
    law: lawWith({ 'machine:environment': [['"initial": "sandbox"', '"initial": "production"']] }),
    kinds: ['changed'],
  },
]
