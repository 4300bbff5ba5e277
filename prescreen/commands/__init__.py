"""The verbs of the command, a module each; none is imported before it is called."""
