"""The pages of scoring, on which people read rules, try drafts and bring versions into force."""
