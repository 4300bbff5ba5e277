"""Rules, differences, remedies and backtests as documents that people read."""
