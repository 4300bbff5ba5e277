"""The page that tells what differs between two versions, as sentences."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scoring_service.domain.differences.compare_rule_sets import compare_rule_sets
from scoring_service.exporting.write_differences import DifferenceWriter
from scoring_service.life.list_versions import read_version
from scoring_service.trials.read_rules import read_rules
from scoring_service.web.render_page import render_page
from shared.plumbing.pages.render_page import page_language

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from scoring_service.life.parts import LifeParts


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the page ``differences``."""

    @pages.get("/versions/<version_id>/differences/<other_id>")
    def differences(version_id: str, other_id: str) -> Response:
        before, after = read_version(parts, version_id), read_version(parts, other_id)
        old, new = read_rules(before.document), read_rules(after.document)
        written = DifferenceWriter(old, new, page_language()).write(compare_rule_sets(old, new))
        told = [(part, list(found)) for part, found in groupby(written, key=lambda each: each.part)]
        return render_page("differences.html", before=before, after=after, parts=told)
