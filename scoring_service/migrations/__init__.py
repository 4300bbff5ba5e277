"""The history of the scoring database's shape, applied by ``python -m scoring_service.main migrate``."""
