"""Cases of a rule set: tried, counted, proposed at the limits, and set against deliberate faults."""
