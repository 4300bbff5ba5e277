"""What both services must agree on: messages, names, statuses, texts and the plumbing both would otherwise write twice."""
