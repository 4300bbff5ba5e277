"""The register: what the city already knows, in sections, when a call closes.

A section that is left out is not known to the city; one that is there and empty is known to be empty.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from prescreen_shared.shapes.declaring import Items, Text, Words, Year, fields_of

Name = Annotated[str, Text(500)]
Note = Annotated[str, Text(5000)]
GrantTypeKey = Annotated[str, Text(60)]
Years = Annotated[tuple[Year, ...], Items(200)]
Administrations = Annotated[tuple[Annotated[str, Text(300)], ...], Items(50, fewest=1)]
Many = Items(10_000)
DAY: Final = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What any entry may say beside what it is about: a note, where the city has it from, and as of which day."""

    note: Note | None = None
    source: Annotated[str, Text(500)] | None = None
    dated_on: Annotated[str, Text(10, DAY)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Known):
    """A project that was granted money for some years, and who ran it."""

    project: Name
    administrations: Administrations
    years: Years = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredGrant(Project):
    """A project that was granted money, and for which years."""

    grant_type: GrantTypeKey


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralStudy(Known):
    """A study that the city runs centrally."""

    name: Name
    years: Years = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CityProgramme(Known):
    """A programme of the city, such as the renewal of a system."""

    name: Name
    kind: Annotated[str, Text(100)]
    ongoing_from: Year | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CityStandard(Known):
    """A method that is standard in the city."""

    name: Name
    covers: Annotated[str, Text(1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFunding(Known):
    """Money that a project has from another funder."""

    project: Name
    funder: Annotated[str, Text(300)]
    years: Years = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalService(Known):
    """A service that exists in the city and could be visited there."""

    name: Name
    host_type: Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Project):
    """What became of a granted project's report for some years."""

    grant_type: GrantTypeKey | None = None
    status: Annotated[str, Words(("approved", "not_approved", "not_received"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The whole register."""

    NAMES: ClassVar = "field.register"

    comment: Note | None = None
    earlier_grants: Annotated[tuple[RegisteredGrant, ...], Many] | None = None
    central_studies: Annotated[tuple[CentralStudy, ...], Many] | None = None
    city_programmes: Annotated[tuple[CityProgramme, ...], Many] | None = None
    city_standards: Annotated[tuple[CityStandard, ...], Many] | None = None
    other_funding: Annotated[tuple[OtherFunding, ...], Many] | None = None
    local_services: Annotated[tuple[LocalService, ...], Many] | None = None
    reports: Annotated[tuple[Report, ...], Many] | None = None


SECTIONS: Final = tuple(each.name for each in fields_of(Register) if each.kind.mark(Items) is not None)
"""The keys of the register's sections, in the order in which they are shown."""
