"""How an application stands with its administrations: left out of a ranking, over quota, or as the rest of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, one_of
from scoring_service.domain.fact import Evidence, Fact, FactType

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.derive.standing import Standing
    from scoring_service.domain.rule_set import FactDeclaration

    Group = list["Standing"]


def _left_out_over_quota(standings: Group) -> Group:
    """Those over quota whose ranking leaves the application out."""
    return [each for each in standings if each.over_quota] if _left_out(standings) else []


def _left_out_within_quota(standings: Group) -> Group:
    """Those whose ranking leaves the application out though all their applications could be granted."""
    return standings if _left_out(standings) and not any(each.over_quota for each in standings) else []


def _over_quota_unranked(standings: Group) -> Group:
    """Those over quota that have not said which applications they want considered."""
    return [each for each in standings if each.over_quota and not each.ranks]


def _ranking_too_long(standings: Group) -> Group:
    """Those that want more applications considered than may be granted."""
    return [each for each in standings if each.ranking_too_long]


def _left_out(standings: Group) -> bool:
    """Whether one administration leaves the application out; a ranking that is too long leaves out nobody.

    Where each grant type has its own quota, a ranking of one type says nothing of the applications of another.
    """
    bound = [each for each in standings if each.quota is not None] or standings
    ranks = any(each.ranks for each in bound) and not standings[0].in_ranking
    return ranks and not any(each.ranking_too_long for each in standings)


_WAYS: dict[str, Callable[[Group], Group]] = {
    "left_out_over_quota": _left_out_over_quota,
    "left_out_within_quota": _left_out_within_quota,
    "over_quota_unranked": _over_quota_unranked,
    "ranking_too_long": _ranking_too_long,
}


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    way = _WAYS[declaration.settings["way"]]
    found = [standing for group in _by_administration(known.context.standings) for standing in way(group)]
    if not found:
        return Fact(False)
    administrations = list(dict.fromkeys(standing.administration for standing in found))
    details = {
        "administrations": administrations,
        "applications": max(standing.applications for standing in found),
        "quota": min((standing.quota for standing in found if standing.quota is not None), default=None),
        "ranked": max(standing.ranked for standing in found),
    }
    return Fact(True, tuple(Evidence("applicants", name) for name in administrations), details=details)


def _by_administration(standings: tuple[Standing, ...]) -> list[Group]:
    groups: dict[str, Group] = {}
    for standing in standings:
        groups.setdefault(standing.administration, []).append(standing)
    return list(groups.values())


def _count(_: FactDeclaration, known: Known) -> Fact:
    counts = [standing.applications for standing in known.context.standings if standing.grant_type is None]
    return Fact(max(counts)) if counts else Fact(None, missing=("applicants",))


ADMINISTRATION_STANDING = KindDeclaration(
    "administration_standing",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (Setting("way", one_of(*_WAYS), required=True),),
    needs_call=True,
    details=frozenset(("administrations", "applications", "quota", "ranked")),
)

APPLICATIONS_OF_ADMINISTRATION = KindDeclaration(
    "applications_of_administration", frozenset((FactType.INTEGER,)), _count, needs_call=True, least=1
)
