"""The blueprints that make up scoring's API, in the order in which its description lists them."""

from __future__ import annotations

from typing import Final

from scoring_service.api.backtests import backtests, shadows
from scoring_service.api.calls import calls, screenings
from scoring_service.api.versions import activations, steps, texts, versions

BLUEPRINTS: Final = (versions, steps, texts, activations, calls, screenings, backtests, shadows)
