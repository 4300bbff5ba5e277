"""The blueprints that make up scoring's API, in the order in which its description lists them."""

from __future__ import annotations

from typing import Final

from scoring_service.api.activations import activations
from scoring_service.api.backtests import backtests
from scoring_service.api.calls import calls
from scoring_service.api.screenings import screenings
from scoring_service.api.shadows import shadows
from scoring_service.api.version_steps import steps
from scoring_service.api.version_texts import texts
from scoring_service.api.versions import versions

BLUEPRINTS: Final = (versions, steps, texts, activations, calls, screenings, backtests, shadows)
