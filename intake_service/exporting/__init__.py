"""What leaves intake as files: the verdicts as JSON, the proposal as one page."""
