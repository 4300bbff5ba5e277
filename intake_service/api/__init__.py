"""The HTTP API of intake: what a portal, a script or the command talks to."""
