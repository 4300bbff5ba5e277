"""What a rule owner does with versions that scoring keeps: one verb a module, over scoring's HTTP API."""
