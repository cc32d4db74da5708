"""The rules of OKRs as values and functions: no I/O, no clock, no sentences."""
