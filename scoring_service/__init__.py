"""The scoring service: applies dated, versioned rules to frozen calls and gives every ground with its reason."""
