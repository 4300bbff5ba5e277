"""The verbs of the command, by story; no module is imported before one of its verbs is called."""
