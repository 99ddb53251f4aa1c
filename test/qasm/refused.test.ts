import { describe, expect, test } from 'vitest'
import { items, places, problems, v2, v3 } from './support.js'

type Row = readonly [what: string, body: string, places: readonly string[]]

describe('[QSM-04] [QSM-05] [QSM-06] [QSM-08] OpenQASM 2: one defect each, at its token', () => {
  const rows: readonly Row[] = [
    ['an unknown register', 'h r[0];', ['qasm-undeclared 2:3']],
    ['an unknown gate', 'hh q[0];', ['qasm-undeclared 2:1']],
    ['an unknown bit', 'measure q[0] -> d[0];', ['qasm-undeclared 2:17']],
    ['an unknown parameter', 'gate g(a) x { rx(2*b) x; }', ['qasm-undeclared 2:20']],
    ['an unknown qubit of a gate', 'gate g a { cx a,b; }', ['qasm-undeclared 2:17']],
    ['a gate before its definition', 'gate g a { f a; } gate f a { }', ['qasm-undeclared 2:12']],
    ['a gate in itself', 'gate g a { h a; g a; }', ['qasm-undeclared 2:17']],
    ['a classical register for a gate', 'h c;', ['qasm-kind 2:3']],
    ['a quantum register as target', 'measure q -> q;', ['qasm-kind 2:14']],
    ['a register as gate', 'q q[0];', ['qasm-kind 2:1']],
    ['a second register of a name', 'qreg q[2];', ['qasm-redeclared 2:6']],
    ['bits of the name of qubits', 'creg q[2];', ['qasm-redeclared 2:6']],
    ['a register of the name of a gate', 'qreg cx[2];', ['qasm-redeclared 2:6']],
    ['a gate of the library', 'gate h a { }', ['qasm-redeclared 2:6']],
    ['a gate of the language', 'gate U a { }', ['qasm-syntax 2:6']],
    ['a gate twice', 'gate g a { } gate g a { }', ['qasm-redeclared 2:19']],
    ['a gate of the name of a register', 'gate c a { }', ['qasm-redeclared 2:6']],
    ['a later gate after its use', 'swap q[0],q[1]; gate swap a,b { }', ['qasm-redeclared 2:22']],
    ['one name for two qubits', 'gate g a,a { }', ['qasm-redeclared 2:10']],
    ['one name for a parameter and a qubit', 'gate g(a) a { }', ['qasm-redeclared 2:11']],
    ['the include twice', 'include "qelib1.inc";', ['qasm-redeclared 2:9']],
    ['another include', 'include "mine.inc";', ['qasm-include 2:9']],
    ['the include of the other language', 'include "stdgates.inc";', ['qasm-include 2:9']],
    ['an include without quotes', 'include qelib1.inc;', ['qasm-syntax 2:9']],
    ['an index too large', 'h q[4];', ['qasm-range 2:5']],
    ['a bit index too large', 'measure q[0] -> c[4];', ['qasm-range 2:19']],
    ['a negative index', 'h q[-1];', ['qasm-syntax 2:5']],
    ['an index that is no integer', 'h q[1.0];', ['qasm-syntax 2:5']],
    ['a computed index', 'h q[1+1];', ['qasm-syntax 2:6']],
    ['a size of 0', 'qreg r[0];', ['qasm-range 2:8']],
    ['a size beyond all doubles', `qreg r[${'9'.repeat(400)}];`, ['qasm-range 2:8']],
    ['no size', 'qreg r;', ['qasm-syntax 2:7']],
    ['a parameter too many', 'h(1) q[0];', ['qasm-arity 2:3']],
    ['a second parameter too many', 'rx(1,2) q[0];', ['qasm-arity 2:6']],
    ['a parameter too few', 'rx q[0];', ['qasm-arity 2:1']],
    ['a qubit too many', 'h q[0],q[1];', ['qasm-arity 2:8']],
    ['a qubit too few', 'cx q[0];', ['qasm-arity 2:1']],
    ['no qubit', 'h;', ['qasm-arity 2:1']],
    ['a qubit too many in a gate', 'gate g a,b { h a,b; }', ['qasm-arity 2:18']],
    ['a parameter too few for a gate of our own', 'gate g(a,b) x { } g(1) q[0];', ['qasm-arity 2:19']],
    ['one qubit twice', 'cx q[1],q[1];', ['qasm-duplicate-qubit 2:9']],
    ['one register twice', 'cx q,q;', ['qasm-duplicate-qubit 2:6']],
    ['a qubit of the register beside it', 'cx q,q[2];', ['qasm-duplicate-qubit 2:6']],
    ['one qubit twice in a gate', 'gate g a,b { cx b,b; }', ['qasm-duplicate-qubit 2:19']],
    ['registers of two sizes', 'qreg r[2]; cx q,r;', ['qasm-broadcast 2:17']],
    ['a measurement of two sizes', 'creg d[2]; measure q -> d;', ['qasm-broadcast 2:25']],
    ['a qubit into a register', 'measure q[0] -> c;', ['qasm-broadcast 2:17']],
    ['a register into a bit', 'measure q -> c[0];', ['qasm-broadcast 2:14']],
    ['if', 'if(c==1) h q[0];', ['qasm-unsupported 2:1']],
    ['opaque', 'opaque g(a) x,y;', ['qasm-unsupported 2:1']],
    ['if in a gate', 'gate g a { if(c==1) h a; }', ['qasm-unsupported 2:12']],
    ['a loop of OpenQASM 3', 'for i in [0:3] { h q[i]; }', ['qasm-unsupported 2:1']],
    ['a modifier of OpenQASM 3', 'ctrl @ x q[0],q[1];', ['qasm-unsupported 2:1']],
    ['a declaration of OpenQASM 3', 'qubit[2] r;', ['qasm-unsupported 2:1']],
    ['a measurement in a gate', 'gate g a { measure a -> c[0]; }', ['qasm-gate-body 2:12']],
    ['a reset in a gate', 'gate g a { reset a; }', ['qasm-gate-body 2:12']],
    ['a gate in a gate', 'gate g a { gate f b { } }', ['qasm-gate-body 2:12']],
    ['an index in a gate', 'gate g a { h a[0]; }', ['qasm-gate-body 2:15']],
    ['a register in a gate', 'gate g a { h q; }', ['qasm-undeclared 2:14']],
    ['division by zero', 'rx(1/0) q[0];', ['qasm-expression 2:5']],
    ['a difference as divisor', 'rx(2*(1/(3-3))) q[0];', ['qasm-expression 2:8']],
    ['division by zero in a gate', 'gate g a { rx(1/0) a; }', ['qasm-expression 2:16']],
    ['division by a parameter', 'gate g(a) x {\n  rx(1/a) x; }\ng(0) q[0];', ['qasm-expression 3:7']],
    ['a logarithm of 0', 'rx(ln(0)) q[0];', ['qasm-expression 2:4']],
    ['a root of -1', 'rx(1+sqrt(-1)) q[0];', ['qasm-expression 2:6']],
    ['an overflow', 'rx(1e308*10) q[0];', ['qasm-expression 2:9']],
    ['a literal beyond all doubles', 'rx(1e309) q[0];', ['qasm-expression 2:4']],
    ['a function of OpenQASM 3', 'rx(log(2)) q[0];', ['qasm-undeclared 2:4']],
    ['a constant of OpenQASM 3', 'rx(tau) q[0];', ['qasm-undeclared 2:4']],
    ['the power of OpenQASM 3', 'rx(2**3) q[0];', ['qasm-syntax 2:5']],
    ['a function without argument', 'rx(sin) q[0];', ['qasm-syntax 2:7']],
    ['two arguments', 'rx(sin(1,2)) q[0];', ['qasm-arity 2:9']],
    ['an empty expression', 'rx(1,) q[0];', ['qasm-syntax 2:6']],
    ['an open parenthesis', 'rx((1) q[0];', ['qasm-syntax 2:8']],
    ['a number and a name in one', 'rx(2pi) q[0];', ['qasm-syntax 2:4']],
    ['no semicolon', 'h q[0]\nx q[1]; y q[1];', ['qasm-syntax 3:1']],
    ['an empty statement', ';', ['qasm-syntax 2:1']],
    ['a brace too many', '}', ['qasm-syntax 2:1']],
    ['a character without meaning', 'h q[0]; § x q[0];', ['qasm-syntax 2:9']],
    ['a character outside the first plane', '𝒽 q[0];', ['qasm-undeclared 2:1']],
    ['an open string', 'include "qelib1.inc;\nh q[0];', ['qasm-syntax 2:9']],
    ['an open comment', 'h q[0]; /* x q[0];', ['qasm-syntax 2:9']],
    ['an open gate', 'gate g a { h a;', ['qasm-syntax 2:16']],
    ['the end in a statement', 'cx q[0],', ['qasm-syntax 2:9']],
    ['an upper-case register', 'qreg Q[1];', ['qasm-syntax 2:6']],
    ['a word of the language as name', 'qreg measure[1];', ['qasm-syntax 2:6']],
    ['a constant as parameter', 'gate g(pi) a { }', ['qasm-syntax 2:8']],
    ['the version again', 'OPENQASM 2.0;', ['qasm-version 2:1']],
    ['a measurement without target', 'measure q;', ['qasm-syntax 2:10']],
    ['a barrier without qubits', 'barrier;', ['qasm-syntax 2:8']],
    ['an assignment', 'c = measure q;', ['qasm-kind 2:1']],
    ['a reset of bits', 'reset c;', ['qasm-kind 2:7']],
    ['an annotation', '@note here\nh q[0];', ['qasm-unsupported 2:1']],
    ['a pragma', '#pragma "here\nh q[0];', ['qasm-unsupported 2:1']],
  ]
  test.each(rows)('%s', (_, body, expected) => expect(places(v2(body))).toEqual(expected))
})

describe('[QSM-08] OpenQASM 3: one defect each, at its token', () => {
  const rows: readonly Row[] = [
    ...[
      'if (c[0]) x q[0];',
      'if (c[0]) { x q[0]; } else { y q[0]; }',
      'if (c[0]) x q[0]; else y q[0];',
      'if (c[0]) { x q[0]; } else if (c[1]) { y q[0]; } else { z q[0]; }',
      'for int i in {0, 1} { x q[i]; }',
      'for int i in [0:2] x q[i];',
      'while (c[0]) { x q[0]; c = measure q; }',
      'switch (c) { case 0 { x q[0]; } default { y q[0]; } }',
      'def f(int a) -> int { return a; }',
      'extern f(int) -> int;',
      'opaque g a;',
      'input float theta;',
      'output bit b;',
      'let a = q[{0, 1}];',
      'delay[10ns] q[0];',
      'box { x q[0]; }',
      'box[10ns] { x q[0]; }',
      'defcal x $0 { play(d0, 1); }',
      'defcalgrammar "openpulse";',
      'cal { port d0; }',
      'int[32] n = 3;',
      'uint n = 3;',
      'float f = 1.5;',
      'angle a;',
      'bool b = true;',
      'complex[float] z1;',
      'array[int, 2] a = {1, 2};',
      'duration d = 1ms;',
      'stretch s1;',
      'const int n = 4;',
      'return;',
      'break;',
      'continue;',
      'end;',
      'nop q[0];',
      'pragma one "two\n',
      '#pragma one { two\n',
      '@one two;three {\n',
      'ctrl @ x q[0], q[1];',
      'ctrl(2) @ x q[0], q[1], q[2];',
      'negctrl @ x q[0], q[1];',
      'inv @ s q[0];',
      'pow(0.5) @ x q[0];',
      '{ x q[0]; }',
    ].map((body): Row => [body.trim(), body, ['qasm-unsupported 2:1']]),
    ['a physical qubit', 'x $0;', ['qasm-unsupported 2:3']],
    ['a classical assignment', 'c[0] = 1;', ['qasm-unsupported 2:8']],
    ['a compound assignment', 'c[0] |= 1;', ['qasm-unsupported 2:6']],
    ['a first value', 'bit d = 1;', ['qasm-unsupported 2:9']],
    ['a timing literal', 'rx(10ns) q[0];', ['qasm-unsupported 2:4']],
    ['an imaginary literal', 'rx(1.5im) q[0];', ['qasm-unsupported 2:4']],
    ['a second index', 'x q[0:1][0];', ['qasm-unsupported 2:9']],
    ['a modifier in a gate', 'gate g a, b { x a; ctrl @ x a, b; y b; }', ['qasm-unsupported 2:20']],
    ['a loop in a gate', 'gate g a { for int i in [0:2] { x a; } y a; }', ['qasm-unsupported 2:12']],
    ['an index of a single qubit', 'qubit a; x a[0];', ['qasm-range 2:13']],
    ['an index too low', 'x q[-5];', ['qasm-range 2:5']],
    ['a broken index', 'x q[0.5];', ['qasm-range 2:5']],
    ['a range beyond the register', 'x q[1:4];', ['qasm-range 2:7']],
    ['an empty range', 'x q[2:1];', ['qasm-range 2:5']],
    ['a step of 0', 'x q[0:0:1];', ['qasm-range 2:7']],
    ['an empty set', 'x q[{}];', ['qasm-syntax 2:6']],
    ['an open set', 'x q[{0}; y q[0];', ['qasm-syntax 2:8']],
    ['a size of 1.5', 'qubit[1.5] r;', ['qasm-range 2:7']],
    ['two sizes', 'c[0:1] = measure q;', ['qasm-broadcast 2:1']],
    ['parts of two sizes', 'cx q[0:1], q[1:3];', ['qasm-broadcast 2:12']],
    ['a part that overlaps', 'cx q[0:1], q[1:2];', []],
    ['a qubit for the global phase', 'gphase(1) q[0];', ['qasm-arity 2:11']],
    ['a function of OpenQASM 2', 'rx(ln(2)) q[0];', ['qasm-undeclared 2:4']],
    ['the power of OpenQASM 2', 'rx(2^3) q[0];', ['qasm-syntax 2:5']],
    ['a remainder by zero', 'rx(5 % 0) q[0];', ['qasm-expression 2:6']],
    ['the header of OpenQASM 2', 'include "qelib1.inc";', ['qasm-include 2:9']],
    ['a gate of the library', 'gate swap a, b { }', ['qasm-redeclared 2:6']],
    ['a constant as name', 'qubit π;', ['qasm-syntax 2:7']],
    ['columns are UTF-16 units', '/* 𝒽 */ hh q[0];', ['qasm-undeclared 2:10']],
  ]
  test.each(rows.filter(([, , expected]) => expected.length > 0))('%s', (_, body, expected) => expect(places(v3(body))).toEqual(expected))

  test('[QSM-04] what overlaps between elements of a broadcast is lawful', () => {
    expect(items(v3('cx q[0:1], q[1:2];'))).toEqual(['cx(q1=0, q2=1)', 'cx(q1=1, q2=2)'])
  })
})

describe('[QSM-08] the list of qubits is read before the qubits are counted', () => {
  const rows: readonly Row[] = [
    ['no comma, one qubit too few before it', 'cx q[0] q[1];', ['qasm-syntax 2:9']],
    ['no comma, enough qubits before it', 'h q[0] q[1];', ['qasm-syntax 2:8']],
    ['no comma between registers', 'cx q q;', ['qasm-syntax 2:6']],
    ['no comma and a parameter too few', 'crx q[0] q[1];', ['qasm-syntax 2:10']],
    ['no semicolon and a qubit too few', 'cx q[0]\nh q[1];', ['qasm-syntax 3:1']],
    ['no comma in a gate, and a later fault', 'gate g a,b { cx a b; h c; }', ['qasm-syntax 2:19', 'qasm-undeclared 2:24']],
    ['a comma, and a qubit too many', 'h q[0],q[1]; hh q[0];', ['qasm-arity 2:8', 'qasm-undeclared 2:14']],
  ]
  test.each(rows)('[QSM-08] OpenQASM 2: %s', (_, body, expected) => expect(places(v2(body))).toEqual(expected))
  test.each(rows)('[QSM-08] OpenQASM 3: %s', (_, body, expected) => expect(places(v3(body))).toEqual(expected))
})

describe('[QSM-08] sizes and indices of OpenQASM 3 are integers', () => {
  const rows: readonly (readonly [body: string, place: string])[] = [
    ['qubit[2.0] r;', 'qasm-range 2:7'],
    ['qubit[1e1] r;', 'qasm-range 2:7'],
    ['qubit[sqrt(4)] r;', 'qasm-range 2:7'],
    ['qubit[2**2] r;', 'qasm-range 2:8'],
    ['bit[4/2] d;', 'qasm-range 2:6'],
    ['qreg r[2.];', 'qasm-range 2:8'],
    ['creg d[2*1.0];', 'qasm-range 2:10'],
    ['x q[1.0];', 'qasm-range 2:5'],
    ['x q[0.5+0.5];', 'qasm-range 2:5'],
    ['x q[pi-pi];', 'qasm-range 2:5'],
    ['x q[1-(1-π)];', 'qasm-range 2:10'],
    ['x q[mod(5, 3)];', 'qasm-range 2:5'],
    ['x q[2/0];', 'qasm-range 2:6'],
    ['x q[0:1.0:2];', 'qasm-range 2:7'],
    ['x q[0:2.0];', 'qasm-range 2:7'],
    ['x q[{0, 1.0}];', 'qasm-range 2:9'],
    ['c[1.0] = measure q[0];', 'qasm-range 2:3'],
    ['x q[5 % 0];', 'qasm-expression 2:7'],
    ['x q[n];', 'qasm-undeclared 2:5'],
    ['x q[9007199254740993 - 9007199254740992];', 'qasm-range 2:5'],
    ['x q[0 * (9007199254740991 + 1)];', 'qasm-range 2:27'],
  ]
  test.each(rows)('[QSM-08] %s', (body, place) => expect(places(v3(`${body}\nhh q[0];`))).toEqual([place, 'qasm-undeclared 3:1']))
})

describe('[QSM-01] the version', () => {
  const rows: readonly Row[] = [
    ['nothing', '', ['qasm-version 1:1']],
    ['comments only', '// nothing\n', ['qasm-version 2:1']],
    ['no version', '// first\nqreg q[1];', ['qasm-version 2:1']],
    ['an include before it', 'include "qelib1.inc";\nOPENQASM 2.0;', ['qasm-version 1:1']],
    ['an unknown version', 'OPENQASM 2.1;', ['qasm-version 1:10']],
    ['a version to come', 'OPENQASM 4;', ['qasm-version 1:10']],
    ['no number', 'OPENQASM two;', ['qasm-version 1:10']],
    ['no semicolon', 'OPENQASM 2.0\nqreg q[1];', ['qasm-syntax 2:1']],
    ['lower case', 'openqasm 2.0;', ['qasm-version 1:1']],
  ]
  test.each(rows)('%s', (_, text, expected) => expect(places(text)).toEqual(expected))
})

describe('[QSM-08] messages', () => {
  const expectedOf = (text: string): (string | null)[] => problems(text).map((problem) => problem.expected)

  test('a misspelt gate, register, parameter, qubit gets a suggestion', () => {
    expect(expectedOf(v2('qreg left[1]; cswp q[0],q[1],q[2]; h lfet[0];'))).toEqual(['did you mean "cswap"?', 'did you mean "left"?'])
    expect(expectedOf(v2('gate g(theta) ctl { rx(theat) ctl; x ctrl; }'))).toEqual(['did you mean "theta"?', 'did you mean "ctl"?'])
  })

  test('a gate of a missing include names the include', () => {
    expect(expectedOf('OPENQASM 2.0; qreg q[1]; h q;')).toEqual(['write include "qelib1.inc"; before'])
    expect(expectedOf('OPENQASM 3; qubit q; h q;')).toEqual(['write include "stdgates.inc"; before'])
  })

  test('a fault that values cause in a body names the application', () => {
    const [problem] = problems(v2('gate f(a) x { rx(1/a) x; }\ngate g(a) x { f(a-1) x; }\nh q[0]; g(1) q[0];'))
    expect(problem).toEqual({
      code: 'qasm-expression',
      severity: 'error',
      file: 'c.qasm',
      line: 2,
      column: 19,
      message: 'division by zero, applied as g(1) in line 4, column 9',
      expected: 'a divisor that is not 0',
    })
  })

  test('every problem is told, in order of place; what follows from one is not told again', () => {
    expect(places(v2('h r[0];\nx r[1];\nqreg s[2];\nfoo q[0];\nif (c==1) x q[0];\ngate g a { y b; foo a; h; }\ng q[0],q[1];'))).toEqual([
      'qasm-undeclared 2:3',
      'qasm-redeclared 4:6',
      'qasm-undeclared 5:1',
      'qasm-unsupported 6:1',
      'qasm-undeclared 7:14',
      'qasm-arity 7:24',
      'qasm-arity 8:8',
    ])
  })

  test('lines end with LF, CR LF or CR', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['OPENQASM 2.0;', 'include "qelib1.inc";', '// note', 'qreg q[1];', '  hh q[0];'].join(end)
      expect(places(text)).toEqual(['qasm-undeclared 5:3'])
    }
    expect(places('\ufeffqreg q[1];')).toEqual(['qasm-version 1:1'])
  })

  test('messages are one line, however the text looks', () => {
    const found = problems('OPENQASM 3; include "a\u2028b\u0000";\n h\u0007 q; \ud800 x;')
    expect(found.length).toBe(3)
    for (const { message } of found) expect([...message].every((character) => character >= ' ' && character !== '\u2028')).toBe(true)
  })
})
