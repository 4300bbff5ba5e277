"""The blueprints that make up intake's API, in the order in which its description lists them."""

from __future__ import annotations

from typing import Final

from intake_service.api.applications import application, applications
from intake_service.api.calls import calls, transitions
from intake_service.api.proposals import bundles, proposals, rankings

BLUEPRINTS: Final = (calls, transitions, applications, application, rankings, proposals, bundles)
