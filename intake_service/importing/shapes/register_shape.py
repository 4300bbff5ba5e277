"""The public format of the register: what the city already knew when a call closed."""

from __future__ import annotations

from shared.plumbing.shapes.fields import Choice, ListOf, Part, Text, Year
from shared.plumbing.shapes.shape import Shape

_MOST = 10_000


def _years() -> ListOf:
    return ListOf(Year(), most=200, load_default=list)


def _note() -> Text:
    return Text(5000, allow_none=True, load_default=None)


class RegisteredGrantShape(Shape):
    """A project that was granted money, and for which years."""

    project = Text(500, required=True)
    administrations = ListOf(Text(300), fewest=1, most=50, required=True)
    grant_type = Text(60, required=True)
    years = _years()
    note = _note()


class CentralStudyShape(Shape):
    """A study that the city runs centrally."""

    name = Text(500, required=True)
    years = _years()
    note = _note()


class CityProgrammeShape(Shape):
    """A programme of the city, such as the renewal of a system."""

    name = Text(500, required=True)
    kind = Text(100, required=True)
    ongoing_from = Year(allow_none=True, load_default=None)
    note = _note()


class CityStandardShape(Shape):
    """A method that is standard in the city."""

    name = Text(500, required=True)
    covers = Text(1000, required=True)
    note = _note()


class OtherFundingShape(Shape):
    """Money that a project has from another funder."""

    project = Text(500, required=True)
    funder = Text(300, required=True)
    years = _years()
    note = _note()


class LocalServiceShape(Shape):
    """A service that exists in the city and could be visited there."""

    name = Text(500, required=True)
    host_type = Text(200, required=True)
    note = _note()


class ReportShape(Shape):
    """What became of a granted project's report for some years."""

    project = Text(500, required=True)
    administrations = ListOf(Text(300), fewest=1, most=50, required=True)
    grant_type = Text(60, allow_none=True, load_default=None)
    years = _years()
    status = Choice(("approved", "not_approved", "not_received"), required=True)
    note = _note()


class RegisterShape(Shape):
    """The whole register."""

    comment = Text(5000, allow_none=True, load_default=None)
    earlier_grants = ListOf(Part(RegisteredGrantShape), most=_MOST, load_default=list)
    central_studies = ListOf(Part(CentralStudyShape), most=_MOST, load_default=list)
    city_programmes = ListOf(Part(CityProgrammeShape), most=_MOST, load_default=list)
    city_standards = ListOf(Part(CityStandardShape), most=_MOST, load_default=list)
    other_funding = ListOf(Part(OtherFundingShape), most=_MOST, load_default=list)
    local_services = ListOf(Part(LocalServiceShape), most=_MOST, load_default=list)
    reports = ListOf(Part(ReportShape), most=_MOST, load_default=list)
