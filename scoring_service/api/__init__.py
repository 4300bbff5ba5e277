"""The HTTP API of scoring: versions of rules through their life, calls and screenings, backtests."""
