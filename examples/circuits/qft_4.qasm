// The quantum Fourier transform of |1010> on four qubits, with a gate of our own for one turn and one for the reversal of the order.
OPENQASM 2.0;
include "qelib1.inc";

gate turn(k) control, target {
  cu1(2 * pi / 2 ^ k) control, target;
}

gate reverse a, b, c, d {
  swap a, d;
  swap b, c;
}

qreg q[4];
creg c[4];

x q[1];
x q[3];
barrier q;

h q[3];
turn(2) q[2], q[3];
turn(3) q[1], q[3];
turn(4) q[0], q[3];
h q[2];
turn(2) q[1], q[2];
turn(3) q[0], q[2];
h q[1];
turn(2) q[0], q[1];
h q[0];
reverse q[0], q[1], q[2], q[3];

measure q -> c;
