import { describe, expect, test } from 'vitest'
import { encodeCounts } from '../../src/qasm/index.js'
import { accepted, items, v2, v3 } from './support.js'

describe('[QSM-03] [QSM-04] [QSM-05] [QSM-07] OpenQASM 2', () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['built-in gates', 'U(1,2,3) q[0]; CX q[0],q[1];', ['U(theta=1, phi=2, lambda=3, q=0)', 'CX(q1=0, q2=1)']],
    ['a register', 'h q;', ['h(q=0)', 'h(q=1)', 'h(q=2)', 'h(q=3)']],
    ['two registers', 'qreg r[4]; cx q,r;', ['cx(q1=0, q2=4)', 'cx(q1=1, q2=5)', 'cx(q1=2, q2=6)', 'cx(q1=3, q2=7)']],
    ['one qubit and a register', 'qreg r[2]; cx q[3],r;', ['cx(q1=3, q2=4)', 'cx(q1=3, q2=5)']],
    ['a register and one qubit', 'qreg r[2]; cx r,q[3];', ['cx(q1=4, q2=3)', 'cx(q1=5, q2=3)']],
    ['registers and a qubit', 'qreg r[2]; qreg v[2]; ccx r,q[0],v;', ['ccx(q1=4, q2=0, q3=6)', 'ccx(q1=5, q2=0, q3=7)']],
    ['measure of a qubit', 'measure q[2] -> c[1];', ['measure(q=2, c=1)']],
    ['measure of registers', 'qreg r[2]; creg d[2]; measure r -> d;', ['measure(q=4, c=4)', 'measure(q=5, c=5)']],
    ['reset', 'reset q[1]; reset q;', ['reset(q=1)', 'reset(q=0)', 'reset(q=1)', 'reset(q=2)', 'reset(q=3)']],
    ['barrier', 'qreg r[2]; barrier r[1],q,r[0];', ['barrier(qubits="5,0,1,2,3,4")']],
    [
      'a gate of our own',
      'gate g(a,b) x,y { rx(a/b) y; cx y,x; barrier x,y; } g(3,2) q[2],q[0];',
      ['rx(theta=1.5, q=0)', 'cx(q1=0, q2=2)', 'barrier(qubits="2,0")'],
    ],
    [
      'gates in gates',
      'gate f(a) x { rz(-a) x; } gate g(a) x { f(2*a) x; f(a) x; } g(1) q[0];',
      ['rz(theta=-2, q=0)', 'rz(theta=-1, q=0)'],
    ],
    ['an empty gate', 'gate g() a { } g() q; g q[0];', []],
    ['a parameter and a gate of one name', 'gate g(rx) h { rx(rx) h; } g(1) q[0];', ['rx(theta=1, q=0)']],
    ['a name that only later editions of the header hold', 'gate swap a,b { cx a,b; } swap q[0],q[1];', ['cx(q1=0, q2=1)']],
    ['a register with such a name', 'qreg p[1]; h p;', ['h(q=4)']],
    ['names that are words of OpenQASM 3', 'qreg input[1]; creg bit[1]; measure input -> bit;', ['measure(q=4, c=4)']],
    ['minus zero', 'rz(-0.0) q[0]; rz(0*-1) q[0];', ['rz(theta=0, q=0)', 'rz(theta=0, q=0)']],
    ['the last edition of the header', 'sx q[0]; c4x q[0],q[1],q[2],q[3],r[0];', ['sx(q=0)', 'c4x(q1=0, q2=1, q3=2, q4=3, q5=4)']],
    ['comments', '// h q;\nx q[0]; // x q[1];\n/* y q; */', ['x(q=0)']],
    ['no white space', 'cx q[0],q[1];h q[0];', ['cx(q1=0, q2=1)', 'h(q=0)']],
    ['white space before parentheses', 'u1 (pi) q [0] ;', ['u1(lambda=3.141592653589793, q=0)']],
  ]
  test.each(rows)('%s', (_, body, expected) => {
    expect(items(v2(body.includes('r[0]') && !body.includes('qreg r') ? `qreg r[1]; ${body}` : body))).toEqual(expected)
  })

  test.each(['2.0', '2'])('[QSM-01] version %s', (version) => expect(items(`OPENQASM ${version}; qreg q[1]; U(0,0,0) q;`).length).toBe(1))

  test('[QSM-01] comments may stand before the version, and a byte order mark before all', () => {
    expect(items('\ufeff// first\n\nOPENQASM 2.0;\nqreg q[1];\nU(0,0,0) q;')).toEqual(['U(theta=0, phi=0, lambda=0, q=0)'])
  })

  test('[QSM-01] without a statement there is nothing', () => {
    expect(accepted('OPENQASM 2.0;').program.items).toEqual([])
  })
})

describe('[QSM-03] [QSM-04] [QSM-05] [QSM-07] OpenQASM 3', () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['assignment of a measurement', 'c[1] = measure q[2];', ['measure(q=2, c=1)']],
    ['of registers', 'c = measure q;', ['measure(q=0, c=0)', 'measure(q=1, c=1)', 'measure(q=2, c=2)', 'measure(q=3, c=3)']],
    [
      'in a declaration',
      'bit d = measure q[3]; bit[2] e = measure q[0:1];',
      ['measure(q=3, c=4)', 'measure(q=0, c=5)', 'measure(q=1, c=6)'],
    ],
    ['the arrow', 'measure q[0] -> c[3];', ['measure(q=0, c=3)']],
    [
      'a measurement without target',
      'measure q[1]; measure q[0:1];',
      ['measure_discard(q=1)', 'measure_discard(q=0)', 'measure_discard(q=1)'],
    ],
    ['single qubits and bits', 'qubit a; bit b; h a; b = measure a;', ['h(q=4)', 'measure(q=4, c=4)']],
    ['old declarations', 'qreg r[2]; creg d[2]; qreg a; d = measure r; x a;', ['measure(q=4, c=4)', 'measure(q=5, c=5)', 'x(q=6)']],
    ['a barrier over everything', 'qubit a; barrier;', ['barrier(qubits="0,1,2,3,4")']],
    ['a barrier over some', 'barrier q[3], q[0:1];', ['barrier(qubits="3,0,1")']],
    ['the built-in gates', 'gphase(pi); U(1,2,3) q[0];', ['gphase(gamma=3.141592653589793)', 'U(theta=1, phi=2, lambda=3, q=0)']],
    [
      'ranges',
      'x q[1:2]; y q[0:2:3]; z q[3:-1:2]; s q[:1]; t q[2:];',
      'x1 x2 y0 y2 z3 z2 s0 s1 t2 t3'.split(' ').map((w) => `${w.charAt(0)}(q=${w.charAt(1)})`),
    ],
    ['negative indices', 'x q[-1]; cx q[-4], q[-2:-1];', ['x(q=3)', 'cx(q1=0, q2=2)', 'cx(q1=0, q2=3)']],
    ['sets', 'x q[{2, 0}];', ['x(q=2)', 'x(q=0)']],
    [
      '[QSM-08] integer expressions as indices and sizes',
      'qubit[2*(3 - 1) - 1] r; x r[1+1]; y r[-(7 % 4)]; z r[0x1];',
      ['x(q=6)', 'y(q=4)', 'z(q=5)'],
    ],
    ['[QSM-08] a computed 0 is no -0', 'x q[0*-1]; y q[-4 % 2];', ['x(q=0)', 'y(q=0)']],
    ['Greek names', 'gate g(θ, λ) α { rx(θ/λ) α; } g(π, 2) q[0];', ['rx(theta=1.5707963267948966, q=0)']],
    [
      'numbers',
      'rx(1_0.5e0) q[0]; rx(0x1F) q[0]; rx(0b11) q[0]; rx(0o17) q[0]; rx(.5) q[0];',
      [10.5, 31, 3, 15, 0.5].map((x) => `rx(theta=${x}, q=0)`),
    ],
    ['trailing commas', 'gate g(a,) b, { rx(a) b; } g(1,) q[0],; ', ['rx(theta=1, q=0)']],
    ['a barrier in a gate', 'gate g a, b { barrier; cx b, a; } g q[1], q[0];', ['barrier(qubits="1,0")', 'cx(q1=0, q2=1)']],
    ['names in other languages', 'qubit été; qubit 量子; x été; x 量子;', ['x(q=4)', 'x(q=5)']],
    ['the names of functions', 'gate sin a { x a; } sin q[0];', ['x(q=0)']],
    [
      'the compatibility gates',
      "CX q[0],q[1]; cphase(1) q[0],q[1]; phase(2) q[0];",
      ['CX(q1=0, q2=1)', 'cphase(lambda=1, q1=0, q2=1)', 'phase(lambda=2, q=0)'],
    ],
  ]
  test.each(rows)('%s', (_, body, expected) => expect(items(v3(body))).toEqual(expected))

  test.each(['3', '3.0', '3.1'])('[QSM-01] version %s, include in single quotes', (version) => {
    expect(items(`OPENQASM ${version}; include 'stdgates.inc'; qubit q; x q;`)).toEqual(['x(q=0)'])
  })
})

describe('[QSM-09] counts and registers', () => {
  test('gates count as written, barriers per statement, measure and reset per qubit', () => {
    const gates = 'gate g a { h a; h a; barrier a; } g q; g q[0]; h q[1];'
    const { counts } = accepted(v2(`${gates} barrier q; barrier q[0]; reset q; measure q -> c;`))
    expect(JSON.parse(JSON.stringify(encodeCounts(counts)))).toEqual({
      gates: { g: 5, h: 1 },
      non_unitary: { measure: 4, reset: 4, barrier: 2 },
      gate_statements: 3,
      operators: 6,
    })
  })

  test('gates are sorted by code units', () => {
    expect([...accepted(v2('z q; h q; CX q[0],q[1]; cx q[0],q[1];')).counts.gates.keys()]).toEqual(['CX', 'cx', 'h', 'z'])
  })

  test('any name is only a name', () => {
    const { counts } = accepted(v3('gate __proto__ a { x a; } gate constructor a { x a; } __proto__ q; constructor q[0];'))
    expect(JSON.stringify(encodeCounts(counts).gates)).toBe('{"__proto__":4,"constructor":1}')
  })

  test('[QSM-03] registers stand in order of declaration', () => {
    expect(accepted(v3('bit b; qubit w; qubit[3] a;')).registers).toEqual({
      qubits: [['q', 4], ['w', 1], ['a', 3]],
      bits: [['c', 4], ['b', 1]],
    })
  })
})
