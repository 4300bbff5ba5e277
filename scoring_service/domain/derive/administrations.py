"""Facts about the administrations that apply: whether they may, how many they are, and how they stand with their quotas.

Those that may apply are the call's own list where it has one, else the dated list of the rule set. An application may be
left out of its administration's own ranking, have a place in it, or be one of more than may be granted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from prescreen_shared.known_names import KnownNames
from prescreen_shared.shapes.declaring import Least, Words
from prescreen_shared.shapes.verdict import Evidence
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import KindDeclaration, Known, Meant, Standing, Texts
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import FactDeclaration, RuleSet
from scoring_service.domain.wording.names import AdministrationNames, KnownAdministration

KIND = "applicants_may_apply"
Group = list["Standing"]


def known_administrations(rule_set: RuleSet, call: CallFacts) -> AdministrationNames:
    """Give the administrations to recognise in a call: those of the call first, then those of the rule set."""
    listed = tuple(
        _read_entry(entry)
        for declaration in rule_set.facts.values()
        if declaration.kind == KIND
        for entry in declaration.settings["administrations"]
    )
    ignored = tuple(
        phrase
        for declaration in rule_set.facts.values()
        if declaration.kind == KIND
        for phrase in declaration.settings.get("ignored_words") or ()
    )
    own = None if call.administrations is None else tuple(call.administrations)
    return _join(own, listed, ignored, call.grant_year)


@lru_cache(maxsize=16)
def _join(
    own: tuple[str, ...] | None,
    listed: tuple[KnownAdministration, ...],
    ignored: tuple[str, ...],
    grant_year: int | None,
) -> AdministrationNames:
    # Kept, since a call may have two thousand administrations and every one of its applications asks again.
    if own is None:
        return AdministrationNames(listed, ignored, grant_year=grant_year)
    names = KnownNames(own, ignored=ignored)
    same: dict[str | None, KnownAdministration] = {}
    for entry in listed:
        same.setdefault(names.recognise_whole(entry.name).name, entry)
    first = tuple(_from_call(name, same.get(name)) for name in own)
    rest = tuple(entry for entry in listed if names.recognise_whole(entry.name).name is None)
    return AdministrationNames((*first, *rest), ignored, len(first), grant_year)


def unknown_applicants(applicants: Iterable[str], names: AdministrationNames, call: CallFacts) -> list[str]:
    """Give those of the applicants that may not apply in this call, as they are written."""
    own = None if call.administrations is None else frozenset(call.administrations)
    return [name for name in applicants if not _may_apply(name, names, own, call.grant_year)]


def _read_entry(entry: str | dict[str, Any]) -> KnownAdministration:
    if isinstance(entry, str):
        return KnownAdministration(entry)
    return KnownAdministration(
        name=entry["name"],
        from_year=entry.get("from_year"),
        to_year=entry.get("to_year"),
        aliases=tuple(entry.get("aliases", ())),
        replaces=tuple(entry.get("replaces", ())),
    )


def _from_call(name: str, listed: KnownAdministration | None) -> KnownAdministration:
    if listed is None:
        return KnownAdministration(name)
    return KnownAdministration(name, aliases=listed.aliases, replaces=listed.replaces)


def _may_apply(
    written: str, names: AdministrationNames, own: frozenset[str] | None, year: int | None
) -> bool:
    found = names.recognise(written)
    if found is None:
        return False
    return found.name in own if own is not None else found.exists_in(year)


def _may_all_apply(_: FactDeclaration, known: Known) -> Fact:
    applicants = known.application.applicants
    if not applicants:
        return Fact(None, missing=("applicants",))
    unknown = unknown_applicants(applicants, known.names, known.call)
    shown = [_with_fits(name, known.names.fits(name)) for name in unknown]
    details = {"unknown": shown, "grant_year": known.call.grant_year}
    return Fact(not unknown, tuple(Evidence("applicants", name) for name in unknown), details=details)


def _with_fits(name: str, fits: tuple[str, ...]) -> str:
    """Write a name, and after it those that it may stand for where they are more than one."""
    return f"{name} ({' '.join(f'{fit}?' for fit in fits)})" if len(fits) > 1 else name


@dataclass(frozen=True, kw_only=True)
class Administrations:
    """The administrations that may apply, and the words that are no part of their names."""

    administrations: Annotated[tuple[Annotated[KnownAdministration, Meant.NAME_ALONE], ...], Least(1)]
    ignored_words: Texts | None = None


APPLICANTS_MAY_APPLY = KindDeclaration(
    KIND,
    frozenset((FactType.BOOLEAN,)),
    _may_all_apply,
    Administrations,
    details=frozenset(("unknown", "grant_year")),
)


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
    """Those that want more applications considered than may be granted, this one among them."""
    return [each for each in standings if each.ranking_too_long and each.in_ranking]


def _left_out(standings: Group) -> bool:
    """Whether one administration leaves the application out, however long its ranking is.

    Where each grant type has its own quota, a ranking of one type says nothing of the applications of another.
    """
    bound = [each for each in standings if each.quota is not None] or standings
    return any(each.ranks for each in bound) and not standings[0].in_ranking


_WAYS: dict[str, Callable[[Group], Group]] = {
    "left_out_over_quota": _left_out_over_quota,
    "left_out_within_quota": _left_out_within_quota,
    "over_quota_unranked": _over_quota_unranked,
    "ranking_too_long": _ranking_too_long,
}


def _stands(declaration: FactDeclaration, known: Known) -> Fact:
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
        "considered": list(dict.fromkeys(title for standing in found for title in standing.considered or ())),
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


@dataclass(frozen=True, kw_only=True)
class Standings:
    """Which way of standing is meant."""

    way: Annotated[str, Words(tuple(_WAYS))]


ADMINISTRATION_STANDING = KindDeclaration(
    "administration_standing",
    frozenset((FactType.BOOLEAN,)),
    _stands,
    Standings,
    needs_call=True,
    details=frozenset(("administrations", "applications", "quota", "ranked", "considered")),
)
APPLICATIONS_OF_ADMINISTRATION = KindDeclaration(
    "applications_of_administration", frozenset((FactType.INTEGER,)), _count, needs_call=True, least=1
)


def _count_applicants(declaration: FactDeclaration, known: Known) -> Fact:
    if not known.application.applicants:
        return Fact(None, missing=("applicants",))
    passed_over = {known.names.identify(name) for name in declaration.settings.get("not_counted") or ()}
    counted: dict[str, str] = {}
    for name in known.application.applicants:
        # Under its key an administration that is written in two ways counts once.
        counted.setdefault(known.names.identify(name), name)
    names = [name for key, name in counted.items() if key not in passed_over]
    evidence = tuple(Evidence("applicants", name) for name in names)
    return Fact(len(names), evidence, details={"names": names} if names else {})


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The administrations that are passed over."""

    not_counted: Texts | None = None


APPLICANT_COUNT = KindDeclaration(
    "applicant_count",
    frozenset((FactType.INTEGER,)),
    _count_applicants,
    Counted,
    details=frozenset(("names",)),
    from_statement=True,
    least=0,
)


def _rank(_: FactDeclaration, known: Known) -> Fact:
    # An administration stands once in all and once within each quota; its ranking is one and the same.
    ranks = {
        standing.administration: standing.rank
        for standing in known.context.standings
        if standing.rank is not None
    }
    if not ranks:
        return Fact(None, missing=("applicants",))
    return Fact(min(ranks.values()), details={"administrations": list(ranks), "ranks": list(ranks.values())})


RANK_IN_ADMINISTRATION = KindDeclaration(
    "rank_in_administration",
    frozenset((FactType.INTEGER,)),
    _rank,
    needs_call=True,
    details=frozenset(("administrations", "ranks")),
    least=1,
)
