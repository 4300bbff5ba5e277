"""What scoring keeps: applications as they were sent, screenings, rule-set versions, verdicts, and its outbox."""
