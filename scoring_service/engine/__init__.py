"""The rule engine behind the domain's port, the gate that a version passes, and the screener that joins both evaluators."""
