import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { treeOf } from './random.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))

const textsBelow = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => [name, readFileSync(join(root, folder, name), 'utf8')])

const BUNDLE = 'rules/qcompute/1.0.0'

/** The shipped law by file name, machines as `machines/<name>/1.0.0.json`. */
export const LAW = new Map([
  ...textsBelow(BUNDLE, '.yaml'),
  ...textsBelow('machines', '.json').map(([name, text]) => [`machines/${name}`, text]),
])

/** The gate library that ships. */
export const LIBRARY = new Map(textsBelow('rules/openqasm/1.0.0', '.yaml'))

const values = (entries) => entries.map(([, text]) => text)

export const PROGRAMS = [
  ...values(textsBelow('examples/programs', '.yaml')),
  'qcompute: program/1\nsession: { env: sandbox, backend: auto }\nstream:\n  - h(q=0)\n  - "cx(q1=0, q2=1)"\n  - { token: t1 }\n' +
    '  - { op: pulse, params: { q: 0, duration: 1.5, amplitude: 0.25 } }\n  - { transition: production }\n',
  '{"qcompute":"program/1","session":{"env":null},"stream":["h(q=0)",{"op":"h","params":{"q":1}},{"token":"t"},{"transition":"archive"}]}',
  'stream: [h(q=0), "x(q=1)", {op: barrier}]\nqcompute: program/1\n',
  'qcompute: program/1\nstream:\n- |\n  h(q=0)\n- >-\n  x(q\n  =0)\n- op: h\n  params:\n    q: 3\n',
]

export const INVOCATIONS = [
  'h(q=0)', 'cx(q1=0, q2=1)', ' pulse ( q = 0 , duration = 1.5e-3 , amplitude = -0.25 ) ',
    'f(a="x\\u00e9\\n\\"", b=true, c=false, d=1E+3)', 'flush()',
]

export const CIRCUITS = [
  ...values(textsBelow('examples/circuits', '.qasm')),
  'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[3] q; bit[3] c;\ngate g(t) a, b { rx(t/2) a; ctrl @ x a, b; }\n' +
    'g(pi**2 - sin(0.5)) q[0], q[1];\nh q;\n' +
    'c = measure q;\nreset q[0]; barrier q[0], q[1];\n',
  'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2]; creg c[2];\ngate my(a,b) x,y { u3(a,b,-pi/4) x; CX x,y; }\n' +
    'my(1e-3, 2^3) q[0],q[1];\nmeasure q -> c; // end\n/* more */\n',
]

/** The trees of texts in JSON or YAML. */
export const treesOf = (texts) => [...texts].map((text) => treeOf(parse(text)))

/** JSON texts of every kind. */
export const JSON_TEXTS = [
  ...[...LAW].filter(([name]) => name.endsWith('.json')).map(([, text]) => text),
  '[1,-0,0.5,1e3,"\\u00e9\\ud83e\\udd84",true,false,null,{"a":{"b":[]},"__proto__":1}]',
]

export const UTF8 = ['plain', 'é\u{1f984}\u2028\ufeff', '\u0000\u007f\u0080\u07ff\u0800\uffff'].map((text) => Buffer.from(text, 'utf8'))

/** Command lines by their words. */
export const COMMANDS = [
  ['run', 'p.yaml', '-o', 'p.qtrace', '--force', '--clock', 'logical'], ['run', 'p.yaml', '--no-replay', '--json'], ['replay',
    'a.qtrace', 'b.qtrace', '--full'],
  ['replay', 'a.qtrace', '--oracle', '--rules', 'qcompute@1.0.0'], ['explain', 'a.qtrace', '--op', '3', '--json'], ['import', 'qasm',
    'c.qasm', '-o', 'p.yaml'],
  ['help', 'import', 'qasm'], ['--help'], ['--version', '--json'], [],
]
