"""Finds the shapes that are declared more than once, and every other place where their fields are written out again.

A *declaration* is a class with named fields (a dataclass, a TypedDict, a NamedTuple, a marshmallow schema, a shape of
the project's own), a call that makes one, such as ``TypedDict("Call", {...})``, a mapping or a list of declared fields
that stands outside functions. Two declarations are of one shape when they have at least 60 % of their names in common,
four of them at least that are not everybody's; camelCase and snake_case are alike, and names inherited from a base
class are not written again, so they do not count. A shape is *declared more than once* when two declarations or more
hang together so. Beside them stand the tables that store the shape, and the mappings and calls inside functions that
write its fields out, which is what a new field costs too.

A shape of few names, such as {name, version, sha256}, cannot have four in common: it counts apart, when two declarations
have exactly the same three names or more, two of which are not everybody's.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from tests.architecture.source_tree import Module

ALIKE = 0.6
"""Two sets of names are of one shape when so large a part of all their names is common."""

FEWEST = 4
"""So many common names, at least, must not be everybody's."""

FEWEST_OF_SMALL = 3
"""A small shape has so many names at least, which must be exactly the same, one of them everybody's at most."""

EVERYBODYS = frozenset({
    # What almost anything has.
    "id", "name", "title", "text", "label", "note", "description", "type", "kind", "value", "key",
    "sv", "en", "items", "total", "page", "page_size",
    # The words of JSON Schema.
    "properties", "required", "additional_properties", "enum", "min_items", "max_items",
})  # fmt: skip

MAKERS = frozenset({"TypedDict", "NamedTuple", "namedtuple", "make_dataclass", "from_dict"})
"""Calls of these names make a class of the fields that they are given."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Kind(Enum):
    """How the fields of a shape are written down in one place."""

    DECLARED = "declared"
    STORED = "stored"
    MAPPED = "mapped"
    CALLED = "called"


@dataclass(frozen=True)
class Writing:
    """One place that names the fields of a shape."""

    place: str
    name: str
    kind: Kind
    fields: frozenset[str]

    def is_like(self, other: "Writing") -> bool:
        """Whether both write the same shape."""
        common = self.fields & other.fields
        share = len(common) / len(self.fields | other.fields)
        return share >= ALIKE and len(common - EVERYBODYS) >= FEWEST


@dataclass(frozen=True)
class Cluster:
    """The writings of one shape, the declarations first."""

    writings: tuple[Writing, ...]

    @property
    def declarations(self) -> int:
        """How many of the writings are declarations."""
        return sum(writing.kind is Kind.DECLARED for writing in self.writings)

    @property
    def common(self) -> list[str]:
        """The names that every declaration has, or all names where there is none that all have."""
        sets = [writing.fields for writing in self.writings if writing.kind is Kind.DECLARED]
        return sorted(frozenset.intersection(*sets) or frozenset.union(*sets))


def shapes_declared_again(modules: Sequence[Module]) -> list[Cluster]:
    """Give every shape that is declared more than once, the most written first."""
    writings = [each for module in modules for each in find_writings(module) if _says_enough(each)]
    declared = [each for each in writings if each.kind is Kind.DECLARED]
    others = [each for each in writings if each.kind is not Kind.DECLARED]
    tables = [each for each in others if each.kind is Kind.STORED]
    clusters = []
    for group in _groups(declared):
        known = [*group, *(each for each in tables if _is_like_any(each, group))]
        beside = [each for each in others if _is_like_any(each, known)]
        beside.sort(key=lambda each: list(Kind).index(each.kind))
        clusters.append(Cluster((*group, *beside)))
    return sorted(clusters, key=lambda cluster: (-len(cluster.writings), cluster.writings[0].place))


def small_shapes_declared_again(modules: Sequence[Module]) -> list[Cluster]:
    """Give every shape of few names that is declared more than once, the most declared first."""
    same: dict[frozenset[str], list[Writing]] = {}
    for writing in (each for module in modules for each in find_writings(module)):
        is_small = len(writing.fields) >= FEWEST_OF_SMALL and not _says_enough(writing)
        telling = len(writing.fields - EVERYBODYS)
        if writing.kind is Kind.DECLARED and is_small and telling >= FEWEST_OF_SMALL - 1:
            same.setdefault(writing.fields, []).append(writing)
    clusters = [Cluster(tuple(group)) for group in same.values() if len(group) > 1]
    return sorted(clusters, key=lambda cluster: (-len(cluster.writings), cluster.writings[0].place))


def _says_enough(writing: Writing) -> bool:
    return len(writing.fields - EVERYBODYS) >= FEWEST


def _is_like_any(writing: Writing, others: Iterable[Writing]) -> bool:
    return any(writing.is_like(other) for other in others)


def _groups(declared: Sequence[Writing]) -> list[list[Writing]]:
    """Put together what hangs together; what is like nothing else is left out."""
    group_of = {index: [each] for index, each in enumerate(declared)}
    for first, second in combinations(range(len(declared)), 2):
        ours, theirs = group_of[first], group_of[second]
        if ours is not theirs and declared[first].is_like(declared[second]):
            ours.extend(theirs)
            group_of |= {index: ours for index, group in group_of.items() if group is theirs}
    distinct = {id(group): group for group in group_of.values() if len(group) > 1}
    return [sorted(group, key=lambda each: each.place) for group in distinct.values()]


def find_writings(module: Module) -> Iterator[Writing]:
    """Find every place in a module that names the fields of a shape."""
    every = list(ast.walk(module.tree))
    inside_functions = _below(each for each in every if isinstance(each, _FUNCTIONS))
    of_makers = _below(
        each for each in every if isinstance(each, ast.Call) and _last_name(each.func) in MAKERS
    )
    for node in every:
        if id(node) in of_makers:
            continue
        found = _writing(node, outside=id(node) not in inside_functions)
        if found is not None:
            kind, name, names = found
            place = f"{module.path}:{node.lineno}"  # type: ignore[attr-defined] # all kinds that are found have one
            yield Writing(place, name, kind, frozenset(map(_plain, names)))


def _below(nodes: Iterable[ast.AST]) -> set[int]:
    """Give the identities of everything that stands in the nodes, without themselves."""
    return {id(inner) for node in nodes for inner in ast.walk(node) if inner is not node}


def _writing(node: ast.AST, *, outside: bool) -> tuple[Kind, str, list[str]] | None:
    if isinstance(node, ast.ClassDef):
        is_table = any(_is_column(each) for each in node.body)
        return (Kind.STORED if is_table else Kind.DECLARED), node.name, _class_fields(node)
    if isinstance(node, ast.Dict):
        is_declared = outside and all(isinstance(value, ast.Call) for value in node.values)
        return (Kind.DECLARED if is_declared else Kind.MAPPED), "{…}", _texts(node.keys)
    if isinstance(node, ast.Call):
        called = _last_name(node.func)
        if called in MAKERS:
            return Kind.DECLARED, f"{called}(…)", _made_fields(node)
        if outside and (listed := _listed_fields([*node.args, *(each.value for each in node.keywords)])):
            return Kind.DECLARED, f"{called}(…)", listed
        return Kind.CALLED, f"{called}(…)", [each.arg for each in node.keywords if each.arg]
    if isinstance(node, (ast.List, ast.Tuple)) and outside:
        return Kind.DECLARED, "[…]", _listed_fields(node.elts)
    return None


def _class_fields(node: ast.ClassDef) -> list[str]:
    if any(_last_name(base).endswith(("Enum", "Flag")) for base in node.bases):
        return []
    names = [name for statement in node.body for name in _declared_names(statement)]
    return [name for name in names if not name.startswith("_")]


def _declared_names(statement: ast.stmt) -> list[str]:
    """Give the field of ``name: type`` and of ``name = fields.String()``; constants of a class are none."""
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        annotation = ast.unparse(statement.annotation)
        return [] if re.search(r"\b(ClassVar|Final)\b", annotation) else [statement.target.id]
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return []


def _is_column(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.annotation).startswith("Mapped")
    return (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Call)
        and _last_name(statement.value.func) in {"Column", "mapped_column"}
    )


def _made_fields(call: ast.Call) -> list[str]:
    """Give the fields that a maker of classes is told: by a mapping, in a list of names or of pairs, in one text."""
    names: list[str] = []
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            names += _texts(argument.keys)
        elif isinstance(argument, (ast.List, ast.Tuple)):
            firsts = [each.elts[0] if isinstance(each, ast.Tuple) else each for each in argument.elts]
            names += _texts(firsts)
    if not names and len(call.args) > 1:
        names = [name for text in _texts(call.args[1:2]) for name in re.split(r"[,\s]+", text) if name]
    return names


def _listed_fields(items: Sequence[ast.expr]) -> list[str]:
    """Give the names of ``Field("code", …), Field("title", …)``, when all items are made so."""
    calls = [item for item in items if isinstance(item, ast.Call) and item.args]
    names = _texts([call.args[0] for call in calls])
    return names if len(names) == len(items) else []


def _texts(nodes: Iterable[ast.expr | None]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _last_name(node: ast.expr) -> str:
    """Give ``c`` of ``a.b.c``, of ``a.b.c[d]`` and of ``c``."""
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _plain(name: str) -> str:
    """Write ``applicationId``, ``application-id`` and ``application_id`` alike."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
