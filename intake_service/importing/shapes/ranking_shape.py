"""The public format of a ranking: the applications that an administration wants considered, in its order."""

from __future__ import annotations

from shared.plumbing.shapes.fields import ListOf, Text
from shared.plumbing.shapes.shape import CollectingShape, Shape


class AdministrationShape(Shape):
    """The administration that an address names."""

    administration = Text(300, required=True)


class RankingShape(CollectingShape):
    """One administration's ranking."""

    references = ListOf(Text(60), most=1000, required=True)
