"""The web application of either service, and the blueprints that its API is made of.

Blueprints read requests strictly, and are joined and described at /openapi.json, where every error is a problem document.
On a guarded one nothing is changed unless a person is named who answers for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final, NoReturn, TypeVar, cast

from flask import Flask, Request, current_app
from flask_smorest import Api, Blueprint  # type: ignore[import-untyped] # it has no types
from marshmallow import Schema, ValidationError
from sqlalchemy.orm import InstrumentedAttribute, Session
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException, UnsupportedMediaType

from prescreen_shared.errors import InputRefusedError
from prescreen_shared.plumbing.database import ServiceParts
from prescreen_shared.plumbing.strict_json import read_json, unfit_text
from prescreen_shared.plumbing.web.health import Counts, health_blueprint, metrics_blueprint
from prescreen_shared.plumbing.web.problems import (
    CONTENT_TYPE,
    ProblemSchema,
    ProblemTable,
    answer_http_error,
    register_error_answers,
)
from prescreen_shared.plumbing.web.requests import HEADER_SETTING, register_around_requests, require_person
from prescreen_shared.schemas.fields import faults_of

PERSON_TOLD = "The person who makes the change, as the proxy that has checked them says."
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
PARTS: Final = "parts"
"""Where an application keeps the parts that it was made of."""
PERSON: Final = "person"
"""The name of the security scheme in the description of the API."""
View = TypeVar("View", bound="Callable[..., Any]")


def make_app(
    service: str,
    parts: ServiceParts,
    blueprints: Iterable[StrictBlueprint],
    pages: Blueprint,
    problems: ProblemTable,
    *,
    largest_body: Callable[[str], int],
    health: InstrumentedAttribute[Any],
    count_rows: Callable[[Session], Counts],
    person_header: str | None = None,
) -> Flask:
    """Give the web application of ``intake`` or ``scoring``: API, pages, health and metrics; it starts nothing.

    ``problems`` has the service's own errors, ``largest_body`` gives the bytes that are read at most at a path, ``health``
    is the column that is read to tell whether the database answers, ``count_rows`` gives what operators watch.
    ``person_header`` is the header that names who acts, for an API with guarded blueprints.
    """
    app = Flask(__name__, static_folder=None)
    app.extensions[PARTS] = parts
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    register_around_requests(app, largest_body)
    _register_api(app, f"prescreen {service}", blueprints, person_header)
    app.register_blueprint(health_blueprint(parts.database, health))
    app.register_blueprint(metrics_blueprint(service, parts.database, count_rows))
    app.register_blueprint(pages)
    register_error_answers(app, problems)
    return app


def current_parts() -> Any:
    """Give the parts that the application of this request was made of."""
    return current_app.extensions[PARTS]


class StrictParser(FlaskParser):
    """Reads a request's parts; what is unknown or malformed is refused by name."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"headers": "exclude"}  # noqa: RUF012 - webargs' form

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Read the body as strict JSON.

        Raises:
            UnsupportedMediaType: the body is not said to be JSON.
            UnreadableBodyError, InputRefusedError: see ``read_json``.
        """
        if getattr(schema, "may_be_left_out", False) and not req.get_data():
            return {}
        if not req.is_json:
            raise UnsupportedMediaType
        return read_json(req.get_data())

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Read what stands after the question mark.

        Raises:
            InputRefusedError: a value holds what no database can keep.
        """
        faults = [fault for key, value in req.args.items(multi=True) for fault in unfit_text(key, value)]
        if faults:
            raise InputRefusedError(faults)
        return super().load_querystring(req, schema)

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Refuse with every fault.

        Raises:
            InputRefusedError: always.
        """
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        faults = [fault for located in messages.values() for fault in faults_of(located)]
        raise InputRefusedError(faults) from error


class StrictBlueprint(Blueprint):  # type: ignore[misc] # flask-smorest has no types
    """A blueprint of the API."""

    ARGUMENTS_PARSER = StrictParser()
    PAGINATION_HEADER_NAME = None

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Put a view on an address."""
        return cast("Callable[[View], View]", super().route(rule, **options))

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        """Read and check a part of the request for a view."""
        return cast("Callable[[View], View]", super().arguments(schema, **options))

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Write what a view gives."""
        return cast("Callable[[View], View]", super().response(status_code, schema, **options))

    def alt_response(self, status_code: int, **options: Any) -> Callable[[View], View]:
        """Describe another answer that a view may give."""
        return cast("Callable[[View], View]", super().alt_response(status_code, **options))

    def doc(self, **described: Any) -> Callable[[View], View]:
        """Describe more of a view than follows from what it reads and writes."""
        return cast("Callable[[View], View]", super().doc(**described))

    def etag(self, view: View) -> View:
        """Give a view's answers an ETag, and ask for If-Match where something is changed."""
        return cast("View", super().etag(view))

    def etag_of(self, rests_on: Any) -> str:
        """Give the ETag that an answer gets by ``set_etag`` with the same facts."""
        return cast("str", self._generate_etag(rests_on))


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

            return register(self.doc(security=[{PERSON: []}])(cast("View", with_person)))

        return guarded


class ProblemApi(Api):  # type: ignore[misc] # flask-smorest has no types
    """The API with its OpenAPI document, in which every error is a problem document."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: HTTPException) -> Any:
        """Answer as the rest of the application does."""
        return answer_http_error(error)

    def _register_responses(self) -> None:
        # flask-smorest would describe errors as application/json, which is not what is sent.
        self.DEFAULT_RESPONSE_CONTENT_TYPE = CONTENT_TYPE
        try:
            super()._register_responses()
        finally:
            # The class's own value comes back, for the answers that are not errors.
            del self.DEFAULT_RESPONSE_CONTENT_TYPE


def _register_api(
    app: Flask, title: str, blueprints: Iterable[StrictBlueprint], person_header: str | None
) -> None:
    app.config.update(
        API_TITLE=title,
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    app.config[HEADER_SETTING] = person_header
    api = ProblemApi(app)
    if person_header is not None:
        scheme = {"type": "apiKey", "in": "header", "name": person_header, "description": PERSON_TOLD}
        api.spec.components.security_scheme(PERSON, scheme)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
