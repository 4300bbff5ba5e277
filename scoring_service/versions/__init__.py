"""The life of a rule set's versions: drafted, checked, approved, in force, rolled back, carried between machines."""
