"""What the command prints: tables, faults and progress, with colour on a terminal and plain when piped."""
