"""Exactly which rules were applied, and which engine applied them."""

from __future__ import annotations

from dataclasses import dataclass

from prescreen_shared.shapes.declaring import Hash


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One version of the rules of a name; ``sha256`` is the hash of their canonical content."""

    name: str
    version: int
    sha256: Hash


@dataclass(frozen=True, slots=True)
class EngineVersion:
    """Which engine evaluated the rules."""

    name: str
    version: str
