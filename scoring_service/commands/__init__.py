"""What a rule owner does with a rule file, without any server: one verb a module, found by its name."""
