"""The columns of a call follow from its declared terms."""

from __future__ import annotations

import pytest

from intake_service.domain.call import CallTerms
from intake_service.store.tables import CallRow
from prescreen_shared.shapes.declaring import fields_of


@pytest.mark.parametrize("name", [each.name for each in fields_of(CallTerms)])
def test_every_term_of_a_call_has_a_column(name: str) -> None:
    assert name in CallRow.__table__.columns
