"""What can be said of a rule file's content before its parts mean anything: its letters, its languages, its names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.rule_files.check_ids import check_ids
from scoring_service.rule_files.check_letters import check_letters
from scoring_service.rule_files.check_lists import check_lists
from scoring_service.rule_files.check_mentions import check_mentions
from scoring_service.rule_files.check_patterns import check_patterns
from scoring_service.rule_files.check_translations import check_translations

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import ProblemList


def check_content(content: Any, problems: ProblemList) -> None:
    """Note what is wrong with texts anywhere in the file, and names that it declares in vain."""
    check_letters(content, problems)
    check_translations(content, problems)
    check_ids(content, problems)
    check_lists(content, problems)
    check_patterns(content, problems)
    check_mentions(content, problems)
