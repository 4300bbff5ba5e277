"""What intake keeps and how it changes: every function works in the transaction that its caller opened."""
