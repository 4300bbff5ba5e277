"""Trying rules on earlier rounds, and replaying what was proposed."""
