"""What is measured, against what, in one run: every figure is a ratio to something run beside it."""
