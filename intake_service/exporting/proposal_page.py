"""The proposal for one call as a single file that reads and prints well without anything beside it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from intake_service.domain.frame_sum import frame_sums
from intake_service.exporting.template_environment import template_environment
from shared.plumbing.pages.style_folder import reading_style
from shared.statuses import Outcome

if TYPE_CHECKING:
    from intake_service.domain.proposal import GrantType, Proposal, ProposedApplication
    from shared.texts import Language


def render_proposal(proposal: Proposal, language: Language = "sv") -> str:
    """Give the page as HTML text (encode it as UTF-8): the same text for the same proposal, in one language."""
    template = template_environment(language).get_template("proposal.html")
    return template.render(
        proposal=proposal,
        call=proposal.call,
        screening=proposal.screening,
        sums=frame_sums(proposal.call.grant_types, proposal.applications),
        tables=_tables(proposal),
        outcomes=tuple(Outcome),
        style=Markup(reading_style()),
        policy=proposal_security_policy(),
    )


@cache
def proposal_security_policy() -> str:
    """Give the Content-Security-Policy of the page: nothing but its own style, which is named by its hash.

    The page carries it in itself; a server that sends the page should send it as a header too.
    """
    digest = base64.b64encode(hashlib.sha256(reading_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _tables(proposal: Proposal) -> tuple[tuple[GrantType, tuple[ProposedApplication, ...]], ...]:
    """Pair each kind of grant with its applications, as the board has one table for each."""
    return tuple(
        (kind, tuple(a for a in proposal.applications if a.grant_type == kind.key))
        for kind in proposal.call.grant_types
    )
