"""The shapes of a rule file: of the whole, and of each part that stands in it by name.

A part that is read as a class of the domain is derived from its lines; what is written in another way stands here. What
holds between the keys of one part is checked beside them; what a part means is read elsewhere.
"""

from datetime import date
from typing import Any, Final, cast

from marshmallow import INCLUDE, ValidationError, fields, validate, validates_schema

from prescreen_shared.schemas.derive import Way
from prescreen_shared.schemas.fields import CodedMessage
from prescreen_shared.shapes.declaring import Declared, Kind, Least
from prescreen_shared.shapes.verdict import Sentence, Source
from prescreen_shared.statuses import Decided, Effect, FindingStatus
from scoring_service.domain.condition import FactType
from scoring_service.domain.derive.kind import FIELDS
from scoring_service.domain.rule_set import (
    Document,
    FactDeclaration,
    Ground,
    Precedent,
    ProcessNote,
    RuleSet,
)
from scoring_service.rule_files.fields import (
    IDENTIFIER,
    DayField,
    Shape,
    anything,
    condition,
    field_of,
    list_of,
    mapping,
    nested,
    one_of,
    part,
    shape_of,
    whole_number,
    wording,
)

MAX_POINTS = 1000
READS_LIKE = validate.Length(min=2, max=6, error="reads_like")
"""One sentence alone would find its own words only; more than six are a text that nobody looks after."""
READS_LIKE_ANY = validate.Length(max=20, error="reads_like_any")
EFFECTS = [effect.value for effect in Effect]


def _options(declared: Declared) -> dict[str, Any]:
    options: dict[str, Any] = {"required": declared.is_required}
    if declared.name == "id":
        options["validate"] = [IDENTIFIER]
    if declared.kind.is_optional:
        return {**options, "load_default": None, "allow_none": True}
    return options if declared.is_required else {**options, "load_default": list}


def _field(kind: Kind, options: dict[str, Any]) -> fields.Field[Any]:
    if kind.type is str:
        return wording(**options)
    if kind.type is date:
        return DayField(**options)
    if kind.type is tuple and kind.inside == (Kind(str),):
        return list_of(wording(), **options)
    if kind.type is tuple:
        least = validate.Length(min=1, error="empty_list") if kind.mark(Least) else None
        return list_of(part(_PARTS[kind.inside[0].type]), validate=least, **options)
    if kind.type is dict:
        return mapping(_PARTS[kind.inside[1].type], **options)
    if kind.type in _PARTS:
        return nested(_PARTS[kind.type], **options)
    return field_of(kind, options)


_PARTS: Final[dict[type, type[Shape]]] = {}
"""The shapes that stand within others, by what they are read as."""
_WAY: Final = Way("Shape", Shape, _options, _field)
"""How a domain's class is written in a rule file: an id is an identifier, and what is optional may be null."""


def _declared(of: type, name: str, **how: Any) -> type[Shape]:
    """Derive the shape of what a part is read as."""
    return _PARTS.setdefault(of, cast("type[Shape]", _WAY.schema_of(of, name=name, **how)))


SentenceShape: Final = _declared(Sentence, "SentenceShape")
SourceShape: Final = _declared(Source, "SourceShape")
DocumentShape: Final = _declared(Document, "DocumentShape")
ProcessShape: Final = _declared(ProcessNote, "ProcessShape")
PrecedentShape: Final = _declared(
    Precedent, "PrecedentShape", more={"outcome": one_of([decided.value for decided in Decided])}
)


class ValidShape(Shape):
    """The days on which a call may use the rule set, both included."""

    from_ = DayField(data_key="from", load_default=None, allow_none=True)
    to = DayField(load_default=None, allow_none=True)

    @validates_schema
    def check_order(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a period that ends before it begins."""
        if content["from_"] and content["to"] and content["from_"] > content["to"]:
            raise ValidationError("period", "to")


class DatedValueShape(Shape):
    """A constant's value from one day on; without ``from`` from the beginning."""

    value = anything(required=True)
    from_ = DayField(data_key="from", load_default=None, allow_none=True)


class ConstantShape(Shape):
    """A constant with a label and dated values, the long form."""

    label = nested(SentenceShape, required=False, load_default=None, allow_none=True)
    values = list_of(
        part(DatedValueShape), required=True, validate=validate.Length(min=1, error="empty_list")
    )


class CallRuleShape(Shape):
    """One rule about the call as a whole; every further key is a setting of what it finds."""

    class Meta:
        unknown = INCLUDE

    id = wording(validate=[IDENTIFIER])
    finds = wording()
    text = nested(SentenceShape)
    source = nested(SourceShape, required=False, load_default=None, allow_none=True)


class CriterionLevelShape(Shape):
    """So many points, when they are given, and the sentence that justifies them."""

    points = whole_number(1, MAX_POINTS)
    when = condition(required=True)
    text = nested(SentenceShape)


_NOTE = wording()


class NoteField(fields.Field[str | Sentence]):
    """A remark for whoever reads the rules: one text, or the same in both languages."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | Sentence:
        if isinstance(value, dict):
            return Sentence(**shape_of(SentenceShape).load(value))
        text: str = _NOTE.deserialize(value, attr, data, **kwargs)
        return text


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


class FactShape(Shape):
    """One fact; with ``derived`` every further key is a setting of the derivation."""

    class Meta:
        unknown = INCLUDE

    type = one_of([kind.value for kind in FactType])
    label = nested(SentenceShape)
    choices = anything()
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
            raise ValidationError(
                {key: [CodedMessage("unknown", accepted=", ".join(self.fields))] for key in sorted(unread)}
            )

    @validates_schema(skip_on_field_errors=False)
    def check_field(self, content: dict[str, Any], **_: Any) -> None:
        """Refuse a field that no application has."""
        stated_in = content.get("stated_in")
        if stated_in is None or stated_in in FIELDS or stated_in.removeprefix("answers.") != stated_in:
            return
        accepted = ", ".join((*FIELDS, "answers.…"))
        raise ValidationError(CodedMessage("one_of", accepted=accepted), "stated_in")


class LevelShape(Shape):
    """One strength of a rule."""

    effect = one_of(EFFECTS)
    when = condition(required=True)
    text = nested(SentenceShape)
    possible_reason = nested(SentenceShape, required=False)


class DisagreementShape(Shape):
    """An answer, and what the text tells, that contradict each other."""

    answer = condition(required=True)
    told = condition(required=True)


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


class _InOneForm(Shape):
    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_levels(self, _content: dict[str, Any], original: Any, **_: Any) -> None:
        """Ask for one of the two forms, and for the whole of the short one."""
        if not isinstance(original, dict):
            return
        single = [key for key in ("effect", "when", "text", "possible_reason") if key in original]
        if "levels" in original:
            if single:
                raise ValidationError("two_forms", single[0])
            return
        lacking = [key for key in ("effect", "when", "text") if key not in original]
        if lacking:
            raise ValidationError({key: ["required"] for key in lacking})


def _note() -> NoteField:
    """A remark that may be left out."""
    return NoteField(required=False, load_default=None, allow_none=True)


def _levels(shape: type[Shape], *, required: bool) -> fields.List[Any]:
    return list_of(part(shape), required=required, validate=validate.Length(min=1, error="empty_list"))


RuleShape: Final = _declared(
    Ground,
    "RuleShape",
    base=_InOneForm,
    without=("gives_points",),
    more={
        "grant_types": list_of(wording(), load_default=list),
        "levels": _levels(LevelShape, required=False),
        "disagreements": list_of(part(DisagreementShape), load_default=list),
        "cases": list_of(part(CaseShape), load_default=list),
        "note": _note(),
        "reads_like": list_of(wording(), load_default=list, validate=READS_LIKE),
        "effect": one_of(EFFECTS, required=False),
        "when": condition(),
        "text": nested(SentenceShape, required=False),
        "possible_reason": nested(SentenceShape, required=False),
    },
)
"""One rule, with one level written out (effect, when, text) or several under ``levels``."""
CriterionShape: Final = cast(
    "type[Shape]",
    _WAY.schema_of(
        Ground,
        name="CriterionShape",
        without=("gives_points", "reads_like"),
        more={
            "grant_types": list_of(wording(), load_default=list),
            "levels": _levels(CriterionLevelShape, required=True),
            "cases": list_of(part(CriterionCaseShape), load_default=list),
            "note": _note(),
        },
    ),
)
"""One criterion: a ground whose levels give points and never change an outcome, always written under ``levels``."""
_PARTS[FactDeclaration] = FactShape


class _OfFile(Shape):
    format = whole_number()
    valid = nested(ValidShape, load_default=lambda: {"from_": None, "to": None}, required=False)


RuleSetShape: Final = _declared(
    RuleSet,
    "RuleSetShape",
    base=_OfFile,
    without=("sha256", "valid_from", "valid_to", "dated_constants"),
    more={
        "name": wording(validate=[IDENTIFIER]),
        "constants": mapping(ConstantShape, or_scalar=True, load_default=dict),
        "call_rules": list_of(part(CallRuleShape), load_default=list),
        "criteria": list_of(part(CriterionShape), load_default=list),
        "documents": mapping(DocumentShape, identifiers=True, load_default=lambda: None),
        "reads_like_any": list_of(wording(), load_default=list, validate=READS_LIKE_ANY),
    },
)
"""The file as a whole; its parts are checked one by one."""
