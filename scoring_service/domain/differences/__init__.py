"""What differs between two versions of a rule set, part by part, as facts that a reader's language can be put on."""
