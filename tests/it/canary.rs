//! Two worlds that must not meet (R25): every private field holds a canary, and nobody's pages show another's.
