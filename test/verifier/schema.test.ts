import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { isTimestamp } from '../../src/ledger/timestamp.js'
import { misfitsOf } from '../../src/ledger/shape.js'
import { trace, verify } from './fixture.js'
import { at, edit, othersOf, parse, pathsOf, rehash, write } from './tampering.js'
import type { PlainLine } from './tampering.js'

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true, validateFormats: false })
const schema = (name: string): object => JSON.parse(readFileSync(new URL(`../../specs/schemas/${name}.schema.json`, import.meta.url),
  'utf8')) as object
const isLine = ajv.compile(schema('trace-line'))
const isReport = ajv.compile(schema('replay'))

const LINES = trace(['token:t', 'token:t', 'h(q=0)', 'cx(q1=0,q2=1)', 'nope(', '->production', 'pulse(q=0,duration=1,amplitude=1)',
  '->archive']).map(parse)

/** What the table of fields and the schema both judge: types, and the form of timestamps. */
const fits = (line: PlainLine): boolean =>
  misfitsOf(line as never).length === 0 &&
  ['timestamp', 'timestamp_open', 'timestamp_close'].every((name) => !Object.hasOwn(line, name) || isTimestamp(String(line[name])))

describe('published schemas', () => {
  test('[LED-05] the schema of lines says what the table of fields says', () => {
    let judged = 0
    for (const line of LINES) {
      expect(isLine(line)).toBe(true)
      for (const path of pathsOf(line).filter((one) => one[0] !== 'type')) {
        const { same, other } = othersOf(at(line, path))
        for (const value of [...same, ...other, undefined]) {
          const changed = edit(line, path, value)
          expect(isLine(changed), `${path.join('/')} ${JSON.stringify(value)}`).toBe(fits(changed))
          judged++
        }
      }
      expect(isLine({ ...line, extra: 1 })).toBe(false)
    }
    expect(judged).toBeGreaterThan(700)
  })

  test('[RPL-03] every report fits its schema', () => {
    const reports = [verify(LINES.map(write)), verify([]), verify(['x']), verify(LINES.map(write), { findKernel: () => null })]
    for (const [index, line] of LINES.entries()) {
      for (const path of pathsOf(line)) reports.push(verify(rehash(LINES.with(index, edit(line, path, ['a/b~'])), index).map(write)))
    }
    for (const { law: _law, unknownDigest: _digest, lines: _lines, ...json } of reports) expect(isReport(json),
      ajv.errorsText(isReport.errors)).toBe(true)
  })
})
