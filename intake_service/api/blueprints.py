"""The blueprints that make up intake's API, in the order in which its description lists them."""

from __future__ import annotations

from typing import Final

from intake_service.api.application import application
from intake_service.api.applications import applications
from intake_service.api.bundles import bundles
from intake_service.api.call_transitions import transitions
from intake_service.api.calls import calls
from intake_service.api.proposals import proposals
from intake_service.api.rankings import rankings

BLUEPRINTS: Final = (calls, transitions, applications, application, rankings, proposals, bundles)
