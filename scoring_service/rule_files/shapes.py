"""Base of the schemas of a rule file, whose error messages are codes that ``shape_messages`` puts into words.

RETELL:
- (load_shape) One mapping of a rule file held to its shape: faults are noted, and the keys that are right can still be used.
- (schemas) The shape of a rule file as a whole, and of the parts that stand in it by name.
- (criterion_shapes) The shapes of criteria: grounds that give points and never change an outcome.
- (fact_shape) The shape of one declared fact.
- (rule_shapes) The shapes of rules about one application and about the call as a whole.
- (shape_messages) The codes of the shape checks in words: what is wrong, the value, and what would be accepted.
- (text_shapes) The shapes that many parts of a rule file have: a sentence in two languages, a source, a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, Final

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, validate, validates_schema

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.derive.known import FIELDS
from scoring_service.domain.fact import FactType
from scoring_service.domain.rule_set import Sentence
from scoring_service.rule_files.faults import FaultList, Path, Said, likeliest, said

MAX_POINTS = 1000
EFFECTS = [effect.value for effect in Effect]
MAX_SHOWN: Final = 60
NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,59}\Z", error="name")
IDENTIFIER = validate.Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", error="identifier")
MAX_TEXT = 4000
WORDS_OF_ALL: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "required", "null": "null"}


def load_shape(shape: type[Shape], raw: Any, path: Path, faults: FaultList) -> dict[str, Any]:
    """Give the values of a mapping by the names of the shape's fields, without those that are at fault."""
    try:
        content: dict[str, Any] = shape_of(shape).load(raw)
    except ValidationError as error:
        _add_shape_errors(faults, error.messages, path, raw)
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        wrong = set(error.messages) if isinstance(error.messages, dict) else set()
        keys = {name: field.data_key or name for name, field in shape_of(shape).fields.items()}
        return {name: value for name, value in valid.items() if keys.get(name, name) not in wrong}
    return content


class ToldMessage(str):
    """An error of a field whose text is made already, where other errors are codes."""

    told: Said

    def __new__(cls, sv: str, en: str) -> ToldMessage:
        """Make the message of its text in both languages."""
        message = super().__new__(cls, en)
        message.told = {"sv": sv, "en": en}
        return message


class DayField(fields.Field[date]):
    """A day, as a quoted ISO date or as YAML's own."""

    default_error_messages = {"invalid": "type_date"}  # noqa: RUF012 - marshmallow's way to declare them

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ARG002 - marshmallow gives them
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None


class Shape(Schema):
    """A mapping of a rule file: no key but those declared."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        keys = ", ".join(field.data_key or name for name, field in self.fields.items())
        self.error_messages = {"unknown": f"unknown|{keys}", "type": "type_mapping"}


class ValidShape(Shape):
    """The days on which a call may use the rule set, both included."""

    from_ = DayField(data_key="from", load_default=None, allow_none=True)
    to = DayField(load_default=None, allow_none=True)

    @validates_schema
    def check_order(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a period that ends before it begins."""
        if content["from_"] and content["to"] and content["from_"] > content["to"]:
            raise ValidationError("period", "to")


def wording(**options: Any) -> fields.String:
    """A text that is not empty."""
    options.setdefault("required", True)
    options.setdefault("validate", [validate.Length(min=1, max=MAX_TEXT, error=f"text_length|{MAX_TEXT}")])
    return fields.String(error_messages={**WORDS_OF_ALL, "invalid": "type_text"}, **options)


class DocumentShape(Shape):
    """A document that sources cite."""

    title = wording()
    registration_number = wording(required=False, load_default=None, allow_none=True)
    dated_on = DayField(load_default=None, allow_none=True)


def _anything(**options: Any) -> fields.Raw:
    """Any value; it is checked elsewhere."""
    return fields.Raw(error_messages=WORDS_OF_ALL, **options)


class DatedValueShape(Shape):
    """A constant's value from one day on; without ``from`` from the beginning."""

    value = _anything(required=True)
    from_ = DayField(data_key="from", load_default=None, allow_none=True)


class SentenceShape(Shape):
    """The same text in Swedish and English."""

    sv = wording()
    en = wording()


def _nested(schema: type[Shape], **options: Any) -> fields.Nested:
    """A mapping of another shape."""
    options.setdefault("required", True)
    return fields.Nested(schema, error_messages={**WORDS_OF_ALL, "type": "type_mapping"}, **options)


def list_of(inner: fields.Field[Any], code: str = "type_list", **options: Any) -> fields.List[Any]:
    """A list; ``code`` is what is said of anything else."""
    return fields.List(inner, error_messages={**WORDS_OF_ALL, "invalid": code}, **options)


class PartField(fields.Raw):
    """A mapping that is held to ``shape`` elsewhere."""

    def __init__(self, shape: type[Shape], **options: Any) -> None:
        super().__init__(**options)
        self.shape = shape


def part(shape: type[Shape]) -> fields.Raw:
    """One of several mappings of a shape that it is held to elsewhere, so that a fault in one leaves the others."""
    return PartField(shape, error_messages=WORDS_OF_ALL, allow_none=True)


class ConstantShape(Shape):
    """A constant with a label and dated values, the long form."""

    label = _nested(SentenceShape, required=False, load_default=None, allow_none=True)
    values = list_of(
        part(DatedValueShape), required=True, validate=validate.Length(min=1, error="empty_list")
    )


class SourceShape(Shape):
    """Where a rule comes from."""

    document = wording()
    quote = wording()


class ProcessShape(Shape):
    """Something that was written for the call and that no rule tries."""

    id = wording(validate=[IDENTIFIER])
    text = _nested(SentenceShape)
    source = _nested(SourceShape)


class CallRuleShape(Shape):
    """One rule about the call as a whole; every further key is a setting of what it finds."""

    class Meta:
        unknown = INCLUDE

    id = wording(validate=[IDENTIFIER])
    finds = wording()
    text = _nested(SentenceShape)
    source = _nested(SourceShape, required=False, load_default=None, allow_none=True)


class WholeNumber(fields.Integer):
    """An integer that is written as one: neither true nor 1.0 nor a text of digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - marshmallow gives them
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


def whole_number(least: int | None = 1, most: int | None = 1_000_000, **options: Any) -> fields.Integer:
    """A whole number within limits; without ``most``, without ``least`` it has none there."""
    options.setdefault("required", True)
    code = f"number_least|{least}" if most is None else f"number_range|{least}|{most}"
    return WholeNumber(
        validate=None if least is None else validate.Range(min=least, max=most, error=code),
        error_messages={**WORDS_OF_ALL, "invalid": "type_integer", "too_large": "type_integer"},
        **options,
    )


class ConditionField(fields.Raw):
    """A condition in words."""


def _condition(**options: Any) -> fields.Raw:
    """A condition; it is checked elsewhere."""
    return ConditionField(error_messages=WORDS_OF_ALL, **options)


class CriterionLevelShape(Shape):
    """So many points, when they are given, and the sentence that justifies them."""

    points = whole_number(1, MAX_POINTS)
    when = _condition(required=True)
    text = _nested(SentenceShape)


@cache
def shape_of(shape: type[Shape]) -> Shape:
    """Give the shape ready to load, made once: to make one takes longer than to load most mappings."""
    return shape()


_NOTE = wording()


class NoteField(fields.Field[str | Sentence]):
    """A remark for whoever reads the rules: one text, or the same in both languages."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | Sentence:
        if isinstance(value, dict):
            return Sentence(**shape_of(SentenceShape).load(value))
        text: str = _NOTE.deserialize(value, attr, data, **kwargs)
        return text


def _note() -> NoteField:
    """A remark that may be left out."""
    return NoteField(required=False, load_default=None, allow_none=True)


class MappingField(fields.Raw):
    """A mapping whose values are held to ``shape`` elsewhere; None takes values of facts.

    ``or_scalar`` values may be plain ones too. Its keys are names of facts and constants, or ``identifiers``.
    """

    def __init__(
        self, shape: type[Shape] | None, *, or_scalar: bool = False, identifiers: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.shape, self.or_scalar, self.identifiers = shape, or_scalar, identifiers


def _is_mapping(value: object) -> None:
    if not isinstance(value, dict):
        raise ValidationError("type_mapping")


def mapping(of: type[Shape] | None = None, **options: Any) -> fields.Raw:
    """A mapping whose keys are names that the file chooses; its values are held to their shape one by one elsewhere."""
    return MappingField(of, error_messages=WORDS_OF_ALL, validate=_is_mapping, **options)


class CriterionCaseShape(Shape):
    """One worked example: the points that are sure, and those that are not ruled out."""

    title = wording()
    facts = mapping(required=True)
    points = whole_number(0, MAX_POINTS)
    possible_points = whole_number(0, MAX_POINTS, required=False)

    @validates_schema
    def check_points(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse fewer possible points than sure ones."""
        if content.get("possible_points", content["points"]) < content["points"]:
            raise ValidationError("possible_points", "possible_points")


def one_of(words: list[str], **options: Any) -> fields.String:
    """One of some words."""
    options.setdefault("required", True)
    chosen = validate.OneOf(words, error=f"one_of|{', '.join(words)}")
    return fields.String(
        error_messages={**WORDS_OF_ALL, "invalid": f"one_of|{', '.join(words)}"}, validate=chosen, **options
    )


class FactShape(Shape):
    """One fact; with ``derived`` every further key is a setting of the derivation."""

    class Meta:
        unknown = INCLUDE

    type = one_of([kind.value for kind in FactType])
    label = _nested(SentenceShape)
    choices = _anything()
    stated_in = wording(required=False)
    derived = wording(required=False)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_origin(self, _content: dict[str, Any], original: Any, **_: Any) -> None:
        """Refuse a fact without an origin, with two, or with settings that nothing reads."""
        if not isinstance(original, dict):
            return
        if ("stated_in" in original) == ("derived" in original):
            raise ValidationError("fact_origin")
        unread = set(original) - set(self.fields)
        if "stated_in" in original and unread:
            raise ValidationError({key: [f"unknown|{', '.join(self.fields)}"] for key in sorted(unread)})

    @validates_schema(skip_on_field_errors=False)
    def check_field(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a field that no application has."""
        stated_in = content.get("stated_in")
        if stated_in is None or stated_in in FIELDS or stated_in.removeprefix("answers.") != stated_in:
            return
        raise ValidationError(f"one_of|{', '.join(FIELDS)}, answers.…", "stated_in")


class LevelShape(Shape):
    """One strength of a rule."""

    effect = one_of(EFFECTS)
    when = _condition(required=True)
    text = _nested(SentenceShape)


class CaseShape(Shape):
    """One worked example."""

    title = wording()
    facts = mapping(required=True)
    status = one_of([status.value for status in FindingStatus])
    effect = one_of(EFFECTS, required=False)
    missing = list_of(wording())

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_effect(self, content: dict[str, Any], original: Any, **_: Any) -> None:
        """Ask for the effect of a met case, and for none where the rule is not met."""
        status = content.get("status")
        if status == FindingStatus.MET and "effect" not in original:
            raise ValidationError("required", "effect")
        if status == FindingStatus.NOT_MET:
            unfit = {
                key: [f"{key}_not_met"] for key in ("effect", "missing") if original.get(key) is not None
            }
            if unfit:
                raise ValidationError(unfit)


class RuleShape(Shape):
    """One rule, with one level written out (effect, when, text) or several under ``levels``."""

    id = wording(validate=[IDENTIFIER])
    title = _nested(SentenceShape)
    grant_types = list_of(wording(), load_default=list)
    levels = list_of(part(LevelShape), validate=validate.Length(min=1, error="empty_list"))
    effect = one_of(EFFECTS, required=False)
    when = _condition()
    text = _nested(SentenceShape, required=False)
    text_undetermined = _nested(SentenceShape)
    source = _nested(SourceShape)
    note = _note()
    shows = list_of(wording(), load_default=list)
    cases = list_of(part(CaseShape), load_default=list)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_levels(self, _content: dict[str, Any], original: Any, **_: Any) -> None:
        """Ask for one of the two forms, and for the whole of the short one."""
        if not isinstance(original, dict):
            return
        single = [key for key in ("effect", "when", "text") if key in original]
        if "levels" in original:
            if single:
                raise ValidationError("two_forms", single[0])
            return
        lacking = [key for key in ("effect", "when", "text") if key not in original]
        if lacking:
            raise ValidationError({key: ["required"] for key in lacking})


class CriterionShape(RuleShape):
    """One criterion: a ground whose levels give points and never change an outcome, always written under ``levels``."""

    class Meta(RuleShape.Meta):
        exclude = ("effect", "when", "text")

    levels = list_of(
        part(CriterionLevelShape), required=True, validate=validate.Length(min=1, error="empty_list")
    )
    cases = list_of(part(CriterionCaseShape), load_default=list)

    def check_levels(self, *_: Any, **__: Any) -> None:
        """Ask for nothing more: there is one form."""


class RuleSetShape(Shape):
    """The file as a whole; its parts are checked one by one."""

    format = whole_number()
    name = wording(validate=[IDENTIFIER])
    version = whole_number()
    title = _nested(SentenceShape)
    valid = _nested(ValidShape, load_default=lambda: {"from_": None, "to": None}, required=False)
    documents = mapping(DocumentShape, identifiers=True, load_default=lambda: None)
    constants = mapping(ConstantShape, or_scalar=True, load_default=dict)
    facts = mapping(FactShape, required=True)
    rules = list_of(part(RuleShape), required=True, validate=validate.Length(min=1, error="empty_list"))
    criteria = list_of(part(CriterionShape), load_default=list)
    call_rules = list_of(part(CallRuleShape), load_default=list)
    process = list_of(part(ProcessShape), load_default=list)


def show(value: Any) -> str:
    """Show a value of the file briefly, texts in quotes and days as they are written."""
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _add_shape_errors(faults: FaultList, errors: Any, path: Path, content: Any) -> None:
    """Put marshmallow's errors of one mapping, which stands at a path, into words."""
    for inner, code in _flatten(errors, ()):
        whole = (*path, *inner)
        name = whole[-1] if whole and isinstance(whole[-1], str) else ""
        faults.tell(whole, _words(code, name, _value_at(content, inner)))


def _flatten(errors: Any, path: Path) -> Iterator[tuple[Path, str | ToldMessage]]:
    if isinstance(errors, dict):
        for key, inner in errors.items():
            yield from _flatten(inner, path if key == "_schema" else (*path, key))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _flatten(inner, path)
    else:
        yield path, errors


def _words(code: str, name: str, value: Any) -> Said:
    if isinstance(code, ToldMessage):
        return code.told
    code, _, detail = code.partition("|")
    accepted = detail.split(", ")
    least, _, most = detail.partition("|")
    told = said(
        f"rule-file.{code}",
        name=name,
        value=show(value),
        detail=detail,
        least=least,
        most=most,
        near=likeliest(name if code == "unknown" else str(value), accepted),
    )
    return {language: text.strip() for language, text in told.items()}


def _value_at(content: Any, path: Path) -> Any:
    for part in path:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content
