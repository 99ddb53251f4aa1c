// Entanglement is swapped from two pairs to the outer qubits. The middle qubits are measured on the way, reset, and used again.
// The corrections of the outer qubits are made by gates before the measurement, since nothing here depends on outcomes.
OPENQASM 2.0;
include "qelib1.inc";

qreg left[1];
qreg middle[2];
qreg right[1];
creg bell[2];
creg again[2];
creg ends[2];

gate pair a, b {
  h a;
  cx a, b;
}

gate unpair a, b {
  cx a, b;
  h a;
}

pair left[0], middle[0];
pair middle[1], right[0];
unpair middle[0], middle[1];
cx middle[1], right[0];
cz middle[0], right[0];
measure middle -> bell;

reset middle;
pair middle[0], middle[1];
measure middle -> again;

barrier left, right;
measure left[0] -> ends[0];
measure right[0] -> ends[1];
