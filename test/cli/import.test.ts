import { existsSync, linkSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const circuit = join(root, 'examples', 'circuits', 'ghz_5.qasm')

describe('[CMD-24] import qasm', () => {
  test('without -o the program goes to standard output', () => {
    const { status, stdout, stderr } = qcompute(['import', 'qasm', circuit], folder)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('qcompute: program/1\n')
  })

  test('[CMD-15] with -o it is written as a whole, runs under the bundle that is named, and is not replaced without --force', () => {
    const { status, stdout } = qcompute(['import', 'qasm', circuit, '-o', 'ghz.yaml'], folder)
    expect(status).toBe(0)
    expect(stdout).toContain('run it    qcompute run ghz.yaml --rules openqasm')
    expect(qcompute(['run', 'ghz.yaml', '--rules', 'openqasm'], folder).stdout).toMatch(/replay +valid/)
    const again = qcompute(['import', 'qasm', circuit, '-o', 'ghz.yaml'], folder)
    expect(again.status).toBe(2)
    expect(again.stderr).toContain('file-exists')
    expect(qcompute(['import', 'qasm', circuit, '-o', 'ghz.yaml', '--force'], folder).status).toBe(0)
  })

  test('[CMD-10] --json has program and counts; the program runs as it is', () => {
    const document = documentOf(qcompute(['import', 'qasm', circuit, '--json'], folder).stdout, 'import')
    expect(document).toMatchObject({ path: null, counts: { gates: { h: 1 } } })
    writeFileSync(join(folder, 'ghz.json'), JSON.stringify(document['program']))
    for (const form of ['json', 'yaml']) {
      const args = ['run', `ghz.${form}`, '--rules', 'openqasm', '--clock', 'logical', '-o', `${form}.qtrace`]
      expect(qcompute(args, folder).status).toBe(0)
    }
    expect(readFileSync(join(folder, 'json.qtrace'), 'utf8')).toBe(readFileSync(join(folder, 'yaml.qtrace'), 'utf8'))
  })

  test('[CMD-15] its own circuit is not overwritten, by whatever name', () => {
    const text = 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\nh q[0];\n'
    writeFileSync(join(folder, 'c.qasm'), text)
    symlinkSync('c.qasm', join(folder, 'soft.qasm'))
    linkSync(join(folder, 'c.qasm'), join(folder, 'hard.qasm'))
    const pairs = ['c.qasm c.qasm', 'c.qasm ./c.qasm', 'c.qasm soft.qasm', 'c.qasm hard.qasm', 'soft.qasm c.qasm']
    for (const [file = '', output = ''] of pairs.map((pair) => pair.split(' '))) {
      const { status, stdout, stderr } = qcompute(['import', 'qasm', file, '-o', output, '--force'], folder)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toContain(`${output}:1:1: error file-exists cannot write over the input ${file}`)
      expect(readFileSync(join(folder, 'c.qasm'), 'utf8')).toBe(text)
      expect(readlinkSync(join(folder, 'soft.qasm'))).toBe('c.qasm')
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('a circuit with a fault is refused at its place and nothing is written', () => {
    writeFileSync(join(folder, 'bad.qasm'), 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\nhh q[0];\n')
    const { status, stderr } = qcompute(['import', 'qasm', 'bad.qasm', '-o', 'bad.yaml'], folder)
    expect(status).toBe(2)
    expect(stderr).toMatch(/^bad\.qasm:4:1: error /)
    expect(existsSync(join(folder, 'bad.yaml'))).toBe(false)
  })

  test('[CMD-14] a bundle without a gate library is refused', () => {
    const { status, stderr } = qcompute(['import', 'qasm', circuit, '--rules', 'qcompute'], folder)
    expect(status).toBe(2)
    expect(stderr).toContain('includes.yaml')
  })
})
