/* The phase 5/16 of a phase gate, estimated with three counting qubits (OpenQASM 3).
   The best answer of three bits is 2/8 or 3/8. */
OPENQASM 3.0;
include "stdgates.inc";

gate controlled_turns(n) control, target {
  cp(n * tau * 5 / 16) control, target;
}

qubit[3] count;
qubit eigen;
bit[3] estimate;

x eigen;
h count;

controlled_turns(1) count[0], eigen;
controlled_turns(2) count[1], eigen;
controlled_turns(4) count[2], eigen;

// The inverse Fourier transform of the counting register.
swap count[0], count[2];
h count[0];
cp(-π / 2) count[0], count[1];
h count[1];
cp(-pi / 2 ** 2) count[0], count[2];
cp(-pi / 2) count[1], count[2];
h count[2];

barrier;
estimate = measure count;
measure eigen;
reset eigen;
