"""The rule engine behind the domain's port, the gate that a version passes, and the judge that joins both evaluators."""
