"""What people do with versions of the rules: write, check, approve, bring into force, roll back, screen a call again."""
