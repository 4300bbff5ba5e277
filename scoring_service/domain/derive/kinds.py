"""Every kind of derived fact that a rule file can declare, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.derive.administration_standing import (
    ADMINISTRATION_STANDING,
    APPLICATIONS_OF_ADMINISTRATION,
)
from scoring_service.domain.derive.amount_over_cap import AMOUNT_OVER_CAP
from scoring_service.domain.derive.applicant_count import APPLICANT_COUNT
from scoring_service.domain.derive.grant_type_is import GRANT_TYPE_IS
from scoring_service.domain.derive.may_apply import APPLICANTS_MAY_APPLY
from scoring_service.domain.derive.named_acquisition import NAMED_ACQUISITION
from scoring_service.domain.derive.own_project_entry import OWN_PROJECT_ENTRY
from scoring_service.domain.derive.project_years import (
    CONTINUES_PROJECT,
    PROJECT_YEAR,
    PROJECT_YEAR_AT_LEAST,
    PROJECT_YEAR_AT_MOST,
)
from scoring_service.domain.derive.rank_in_administration import RANK_IN_ADMINISTRATION
from scoring_service.domain.derive.register_has import REGISTER_HAS
from scoring_service.domain.derive.register_match import REGISTER_MATCH
from scoring_service.domain.derive.register_topic import REGISTER_TOPIC
from scoring_service.domain.derive.says_something import SAYS_SOMETHING
from scoring_service.domain.derive.similar_application import SIMILAR_APPLICATION
from scoring_service.domain.derive.stated_grant import STATED_GRANT
from scoring_service.domain.derive.submission_time import SUBMISSION_TIME
from scoring_service.domain.derive.words import WORDS

if TYPE_CHECKING:
    from scoring_service.domain.derive.kind import KindDeclaration

KINDS: Final[dict[str, KindDeclaration]] = {
    kind.name: kind
    for kind in (
        PROJECT_YEAR,
        PROJECT_YEAR_AT_LEAST,
        PROJECT_YEAR_AT_MOST,
        CONTINUES_PROJECT,
        STATED_GRANT,
        AMOUNT_OVER_CAP,
        ADMINISTRATION_STANDING,
        APPLICATIONS_OF_ADMINISTRATION,
        RANK_IN_ADMINISTRATION,
        APPLICANTS_MAY_APPLY,
        APPLICANT_COUNT,
        SIMILAR_APPLICATION,
        SUBMISSION_TIME,
        GRANT_TYPE_IS,
        REGISTER_MATCH,
        REGISTER_TOPIC,
        REGISTER_HAS,
        OWN_PROJECT_ENTRY,
        WORDS,
        SAYS_SOMETHING,
        NAMED_ACQUISITION,
    )
}
