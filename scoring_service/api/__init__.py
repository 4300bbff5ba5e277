"""The HTTP API of scoring: versions of rules, what is in force, calls, screenings and backtests."""
