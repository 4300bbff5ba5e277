"""Which project year is applied for: counted from the register and the applicant's statement, with what is not known left open.

Also whether the applicant states an earlier grant of a certain type, whatever it was for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from prescreen_shared.shapes.application import EarlierGrant
from prescreen_shared.shapes.declaring import Least, Words
from prescreen_shared.shapes.verdict import Evidence
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import EMPTY, KindDeclaration, Known
from scoring_service.domain.derive.register import Sameness, own_project
from scoring_service.domain.rule_set import FactDeclaration

STATED, REGISTER = "applicant", "register"
EARLIER_GRANTS = "earlier_grants"
"""The section of the register whose years count."""


@dataclass(frozen=True, kw_only=True)
class OfGrantType:
    """The grant type whose earlier grants count."""

    grant_type: str


@dataclass(frozen=True, kw_only=True)
class ProjectYears(OfGrantType):
    """Where earlier years are taken from, and whether a prestudy is one."""

    sources: Annotated[tuple[Annotated[str, Words((STATED, REGISTER))], ...], Least(1)]
    prestudy_counts: bool | None = None


@dataclass(frozen=True, slots=True)
class YearCount:
    """Earlier years with money for the same project.

    ``sure`` are the years known, ``possible`` further years that may be of this project, ``undated`` the number of grants
    whose year is not stated and ``undated_sure`` whether one of them is surely of this project. ``open`` means that the
    applicant has not said, so that there is no upper bound.
    """

    sure: frozenset[int]
    possible: frozenset[int]
    undated: int
    undated_sure: bool
    open: bool
    evidence: tuple[Evidence, ...]
    matched: tuple[str, ...]

    @property
    def least(self) -> int:
        """The project year applied for is at least this one."""
        return 1 + max(len(self.sure), 1 if self.undated_sure else 0)

    @property
    def most(self) -> int | None:
        """The project year applied for is at most this one, None when there is no knowing."""
        return None if self.open else 1 + len(self.sure | self.possible) + self.undated

    @property
    def known(self) -> int | None:
        """The project year applied for, None while it can be more than one."""
        return self.least if self.least == self.most else None

    @property
    def continues(self) -> bool | None:
        """Whether the project has had money in an earlier year, None while that is not sure."""
        if self.least > 1:
            return True
        return False if self.most == 1 else None


def _count_years(settings: dict[str, Any], known: Known) -> YearCount:
    """Count the distinct earlier years, by the declared grant type and sources."""
    grant_type, sources = settings["grant_type"], settings["sources"]
    stated = _stated_grants(known, grant_type) if STATED in sources else ()
    relevant = [grant for grant in stated or () if _is_of(grant, settings)]
    dated = [grant for grant in relevant if grant.year is not None and _before(grant.year, known)]
    undated = [grant for grant in relevant if grant.year is None]
    entries = [entry for entry in known.section(EARLIER_GRANTS) if REGISTER in sources]
    same, perhaps = _own_years(known, entries, grant_type)
    own = _years_of(grant for grant in dated if _is_sure(grant, grant_type))
    denied = _years_of(grant for grant in stated or () if _is_denied(grant, grant_type)) - own
    perhaps |= {year: entry for year, entry in same.items() if year in denied}
    same = {year: entry for year, entry in same.items() if year not in denied}
    sure = own | same.keys()
    maybe = _years_of(dated) | perhaps.keys()
    shown = {**perhaps, **same}
    return YearCount(
        sure=sure,
        possible=maybe - sure,
        undated=len(undated),
        undated_sure=any(_is_sure(grant, grant_type) for grant in undated),
        open=stated is None,
        evidence=(*_stated_evidence(dated), *_register_evidence(shown)),
        matched=tuple(sorted({str(entry["project"]) for entry in shown.values()})),
    )


def _stated_grants(known: Known, grant_type: str) -> tuple[EarlierGrant, ...] | None:
    """Give the earlier grants with the call's own grant types; one that the call does not know may be any."""
    stated = known.application.earlier_grants
    if stated is None:
        return None
    return tuple(
        replace(grant, grant_type=known.call.grant_type_of(grant.grant_type, grant_type)) for grant in stated
    )


def _is_of(grant: EarlierGrant, settings: dict[str, Any]) -> bool:
    """Whether a stated grant can be an earlier year of this project."""
    if grant.same_project is False or (grant.prestudy and not settings.get("prestudy_counts", True)):
        return False
    return grant.grant_type in (None, settings["grant_type"])


def _is_sure(grant: EarlierGrant, grant_type: str) -> bool:
    return bool(grant.same_project) and (grant.grant_type == grant_type or bool(grant.prestudy))


def _is_denied(grant: EarlierGrant, grant_type: str) -> bool:
    """Whether the applicant says that a year's grant was for another project, so that a name in the register settles nothing."""
    return grant.same_project is False and grant.grant_type in (None, grant_type)


def _years_of(grants: Iterable[EarlierGrant]) -> frozenset[int]:
    return frozenset(grant.year for grant in grants if grant.year is not None)


def _before(year: int, known: Known) -> bool:
    """Whether a year lies before the one applied for: money of that year itself is no earlier year."""
    return known.call.grant_year is None or year < known.call.grant_year


def _own_years(
    known: Known, entries: list[dict[str, Any]], grant_type: str
) -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, Any]]]:
    """Give the register's years for this project, surely and possibly so, each with its entry."""
    same: dict[int, dict[str, Any]] = {}
    perhaps: dict[int, dict[str, Any]] = {}
    for entry in entries:
        of = known.call.grant_type_of(entry.get("grant_type"), grant_type)
        if of not in (None, grant_type):
            continue
        found = own_project(known, entry)
        if found is Sameness.SAME and of is None and entry.get("grant_type"):
            # What kind of grant it was is not known, so that the year may count.
            found = Sameness.POSSIBLE
        if found is not Sameness.OTHER:
            years = (
                year for year in entry.get("years") or () if isinstance(year, int) and _before(year, known)
            )
            (same if found is Sameness.SAME else perhaps).update((year, entry) for year in years)
    return same, perhaps


def _stated_evidence(dated: list[EarlierGrant]) -> tuple[Evidence, ...]:
    years = sorted({grant.year for grant in dated if grant.year is not None})
    return (Evidence("earlier_grants", ", ".join(map(str, years))),) if years else ()


def _register_evidence(entries: dict[int, dict[str, Any]]) -> tuple[Evidence, ...]:
    shown: dict[str, list[int]] = {}
    for year, entry in sorted(entries.items()):
        shown.setdefault(str(entry["project"]), []).append(year)
    return tuple(
        Evidence("register.earlier_grants", f"{name}: {', '.join(map(str, years))}")
        for name, years in shown.items()
    )


def _details(count: YearCount) -> dict[str, Any]:
    details = {
        "years": sorted(count.sure),
        "possible_years": sorted(count.possible),
        "matched": list(count.matched),
    }
    return {name: value for name, value in details.items() if value}


def _kind(
    name: str,
    read: Callable[[YearCount], int | None],
    *,
    detailed: bool = True,
    gives: FactType = FactType.INTEGER,
) -> KindDeclaration:
    def derive(declaration: FactDeclaration, known: Known) -> Fact:
        settings = declaration.settings
        same = (
            "project_years",
            settings["grant_type"],
            *settings["sources"],
            settings.get("prestudy_counts"),
        )
        count = known.once(same, lambda: _count_years(settings, known))
        value = read(count)
        missing = () if value is not None else ("earlier_grants",)
        if not detailed:
            return Fact(value, missing=missing)
        return Fact(value, count.evidence, missing, _details(count))

    least = 1 if gives is FactType.INTEGER else None
    named = frozenset(("years", "possible_years", "matched")) if detailed else frozenset[str]()
    return KindDeclaration(
        name,
        frozenset((gives,)),
        derive,
        ProjectYears,
        details=named,
        least=least,
        sections=lambda settings: (EARLIER_GRANTS,) if REGISTER in settings["sources"] else (),
    )


PROJECT_YEAR = _kind("project_year", lambda count: count.known)
PROJECT_YEAR_AT_LEAST = _kind("project_year_at_least", lambda count: count.least)
PROJECT_YEAR_AT_MOST = _kind("project_year_at_most", lambda count: count.most, detailed=False)
CONTINUES_PROJECT = _kind("continues_project", lambda count: count.continues, gives=FactType.BOOLEAN)


def _is_stated(declaration: FactDeclaration, known: Known) -> Fact:
    wanted = declaration.settings["grant_type"]
    stated = _stated_grants(known, wanted)
    if stated is None:
        return Fact(None, missing=("earlier_grants",))
    found = [grant for grant in stated if grant.grant_type == wanted]
    untold = [
        (grant.grant_type or str(grant.year or EMPTY))
        for grant in known.application.earlier_grants or ()
        if known.call.grant_type_of(grant.grant_type, wanted) is None
    ]
    if untold and not found:
        # A grant of a kind that is not stated, or that the call does not know, is never a no.
        quoted = tuple(Evidence("earlier_grants", written) for written in untold)
        return Fact(None, quoted, ("earlier_grants",), is_unclear=True)
    years = sorted({grant.year for grant in found if grant.year is not None})
    evidence = (Evidence("earlier_grants", ", ".join(map(str, years))),) if years else ()
    return Fact(bool(found), evidence, details={"years": years} if years else {})


STATED_GRANT = KindDeclaration(
    "stated_grant",
    frozenset((FactType.BOOLEAN,)),
    _is_stated,
    OfGrantType,
    details=frozenset(("years",)),
    from_statement=True,
)
