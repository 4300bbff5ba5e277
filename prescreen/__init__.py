"""The command ``prescreen``: runs the pair on one machine and talks to it as any client would."""
