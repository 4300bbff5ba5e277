"""What two sets of verdicts on the same applications say differently."""
