"""Blueprints that read requests strictly and describe their errors as problem documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from flask_smorest import Api, Blueprint  # type: ignore[import-untyped] # it has no types
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from shared.errors import InputRefusedError
from shared.plumbing.shapes.shape import faults_of
from shared.plumbing.shapes.strict_json import read_json, unfit_text
from shared.plumbing.web.error_answers import answer_http_error
from shared.plumbing.web.problem import CONTENT_TYPE
from shared.plumbing.web.problem_shape import ProblemSchema

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Request
    from marshmallow import Schema, ValidationError
    from werkzeug.exceptions import HTTPException

View = TypeVar("View", bound="Callable[..., Any]")


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

    def etag(self, view: View) -> View:
        """Give a view's answers an ETag, and ask for If-Match where something is changed."""
        return cast("View", super().etag(view))

    def etag_of(self, rests_on: Any) -> str:
        """Give the ETag that an answer gets by ``set_etag`` with the same facts."""
        return cast("str", self._generate_etag(rests_on))


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
