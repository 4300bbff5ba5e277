"""Blueprints on whose addresses nothing is changed unless a person is named who answers for it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from shared.plumbing.web.person import require_person
from shared.plumbing.web.strict_blueprint import StrictBlueprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.plumbing.web.strict_blueprint import View

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
PERSON: Final = "person"
"""The name of the security scheme in the description of the API."""


class GuardedBlueprint(StrictBlueprint):
    """A blueprint of an API in which every change is somebody's."""

    def route(self, rule: str, *, changes_nothing: bool = False, **options: Any) -> Callable[[View], View]:
        """Put a view on an address; one that is not only read demands a person unless it ``changes_nothing``."""
        register = super().route(rule, **options)
        if changes_nothing or set(options.get("methods", ["GET"])) <= READING:
            return register

        def guarded(view: View) -> View:
            @wraps(view)
            def with_person(*arguments: Any, **values: Any) -> Any:
                require_person()
                return view(*arguments, **values)

            return register(cast("View", self.doc(security=[{PERSON: []}])(with_person)))

        return guarded
