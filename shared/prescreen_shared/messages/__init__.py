"""The messages between the services: one versioned marshmallow schema each, JSON only."""

from prescreen_shared.messages.envelope import (
    MessageRefusedError,
    UnknownMessageVersionError,
    open_envelope,
    seal,
)

__all__ = ["MessageRefusedError", "UnknownMessageVersionError", "open_envelope", "seal"]
