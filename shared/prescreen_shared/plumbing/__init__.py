"""The plumbing that both services would otherwise write twice: settings, logging, database, outbox, Celery."""
