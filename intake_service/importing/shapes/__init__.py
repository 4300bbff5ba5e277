"""The public formats as marshmallow schemas: calls, applications, rankings, decisions, the register, bundles."""
