"""What the measuring of the tree counts, tried on trees made for it, each with a known answer."""

from pathlib import Path
from textwrap import dedent

import pytest

from tests.architecture.measure import main, measure, missed_goals
from tests.architecture.source_tree import import_cycles, read_packages
from tests.architecture.written_shapes import Kind, shapes_declared_again

ROOT = Path(__file__).parents[2]
SIZE = ("modules", "lines outside tests")
"""What grows with what the product can do; the other goals are about its form, and hold always."""
PYPROJECT = '[tool.hatch.build.targets.wheel]\npackages = ["made", "outer/inner"]\n'
CALL = ("code", "opens_on", "closes_on", "grant_year", "budget")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of two packages, one of them in another folder, without a module."""
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    for folder in ("made", "outer/inner", "tests"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "__init__.py").write_text('"""A package."""\n')
    return tmp_path


def write(tree: Path, path: str, text: str) -> None:
    """Write one module."""
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    (tree / path).write_text(dedent(text).lstrip("\n"))


def fields(*names: str, value: str = "str") -> str:
    """Write the body of a class with these fields."""
    return "".join(f"    {name}: {value}\n" for name in names)


def test_lines_are_counted_once_each_as_what_they_are(tree: Path) -> None:
    write(
        tree,
        "made/told.py",
        '''
        """Tells of something.

        At length.
        """

        import os
        from typing import (
            TYPE_CHECKING,
            Final,
        )

        if TYPE_CHECKING:
            from pathlib import Path

        # Why it is so.
        NAME: Final = """not
        a docstring"""
        """What the name stands for."""


        def where() -> "Path":
            """Say where."""
            import sys

            return os.path.join(NAME, sys.prefix)  # a remark
        ''',
    )
    size = measure(tree).packages
    assert (size.modules, size.lines) == (1, 25)
    assert size.import_lines == 1 + 4 + 1 + 1 + 1
    assert size.code_lines == 8 + 2 + 2
    assert size.code_without_imports == 2 + 2
    assert size.type_checking_blocks == 1
    assert [(function.name, function.lines) for function in size.functions] == [("where", 5)]


def test_packages_are_those_of_the_wheel_and_named_from_their_own_folder(tree: Path) -> None:
    write(tree, "outer/inner/deep/part.py", "PART = 1\n")
    write(tree, "outer/beside.py", "BESIDE = 1\n")
    assert {(module.path, module.name) for module in read_packages(tree)} == {
        ("made/__init__.py", "made"),
        ("outer/inner/__init__.py", "inner"),
        ("outer/inner/deep/part.py", "inner.deep.part"),
    }


def test_a_package_that_is_named_and_not_there_is_told(tree: Path) -> None:
    (tree / "pyproject.toml").write_text(PYPROJECT.replace("made", "gone"))
    with pytest.raises(FileNotFoundError, match="gone"):
        measure(tree)


def test_init_files_and_migrations_are_counted_apart(tree: Path) -> None:
    write(tree, "made/migrations/versions/0001_first.py", "A = 1\nB = 2\n")
    write(tree, "made/migrations.py", "C = 3\n")
    size = measure(tree).packages
    assert (size.modules, size.lines) == (1, 1)
    assert (size.apart, size.apart_lines) == (3, 4)


def test_tests_are_counted_beside_the_packages(tree: Path) -> None:
    write(tree, "tests/unit/test_it.py", "import made\n\n\n" + "X = 1\n" * 500)
    measured = measure(tree)
    assert (measured.packages.modules, measured.tests.modules) == (0, 1)
    assert measured.tests.import_lines == 1
    assert measured.tests.long_modules == (("tests/unit/test_it.py", 503),)
    assert measured.packages.long_modules == ()


def test_a_module_of_450_lines_is_not_too_long_and_one_of_451_is(tree: Path) -> None:
    write(tree, "made/full.py", "X = 1\n" * 450)
    write(tree, "made/over.py", "X = 1\n" * 451)
    assert measure(tree).packages.long_modules == (("made/over.py", 451),)


def test_a_function_of_50_lines_is_not_too_long_and_one_of_51_is(tree: Path) -> None:
    body = "    x = 1\n"
    write(tree, "made/long.py", "def full():\n" + body * 49 + "\n\nasync def over():\n" + body * 50)
    size = measure(tree).packages
    assert [(function.name, function.lines) for function in size.long_functions] == [("over", 51)]


@pytest.mark.parametrize(
    "imported",
    [
        "from made.short import ONE",
        "import made.short",
        "from made import short",
        "from . import short",
        "from .short import ONE",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from made.short import ONE",
        "def late():\n    from made.short import ONE",
    ],
)
def test_a_short_module_with_one_importer_is_named_however_it_is_imported(tree: Path, imported: str) -> None:
    write(tree, "made/short.py", "ONE = 1\n")
    write(tree, "made/long.py", imported + "\n" * 70)
    assert [(each.path, each.importer) for each in measure(tree).lonely] == [
        ("made/short.py", "made/long.py")
    ]


def test_what_is_called_settings_inside_a_package_is_a_module_like_any_other(tree: Path) -> None:
    write(tree, "made/parts/settings.py", "ONE = 1\n")
    write(tree, "made/user.py", "import made.parts.settings\n" + "X = 1\n" * 60)
    assert [each.path for each in measure(tree).lonely] == ["made/parts/settings.py"]


def test_a_package_imports_what_stands_in_it_by_a_point(tree: Path) -> None:
    write(tree, "made/parts/short.py", "ONE = 1\n")
    write(tree, "made/parts/__init__.py", "from .short import ONE\n")
    assert [each.importer for each in measure(tree).lonely] == ["made/parts/__init__.py"]


def test_a_short_module_with_two_importers_none_or_only_tests_is_not_named(tree: Path) -> None:
    for name in ("two", "none", "tried"):
        write(tree, f"made/{name}.py", "ONE = 1\n")
    for name in ("first", "second"):
        write(tree, f"outer/inner/{name}.py", "from made.two import ONE\n" + "X = 1\n" * 60)
    write(tree, "tests/test_tried.py", "from made.tried import ONE\n")
    assert measure(tree).lonely == ()


def test_a_module_of_60_lines_is_short_and_one_of_61_is_not(tree: Path) -> None:
    write(tree, "made/sixty.py", "X = 1\n" * 60)
    write(tree, "made/more.py", "X = 1\n" * 61)
    write(tree, "made/user.py", "import made.sixty, made.more\n" + "X = 1\n" * 60)
    assert [each.path for each in measure(tree).lonely] == ["made/sixty.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("made/settings.py", "ONE = 1\n"),
        ("made/migrations/env.py", "ONE = 1\n"),
        ("made/words/__init__.py", "ONE = 1\n"),
        ("made/words.py", "# Generated by make words; do not edit.\nONE = 1\n"),
    ],
)
def test_settings_migrations_and_what_is_generated_may_be_short(tree: Path, path: str, text: str) -> None:
    write(tree, path, text)
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    write(tree, "made/user.py", f"from {name} import ONE\n" + "X = 1\n" * 60)
    assert measure(tree).lonely == ()


def test_a_cycle_is_found_through_functions_and_packages_and_a_chain_is_none(tree: Path) -> None:
    write(tree, "made/a.py", "from made.b import B\n")
    write(tree, "made/b.py", "def late():\n    import inner.c\n")
    write(tree, "outer/inner/c.py", "from made import a\n")
    write(tree, "made/d.py", "from made.a import A\n")
    assert measure(tree).packages.cycles == (("made/a.py", "made/b.py", "outer/inner/c.py"),)


def test_two_cycles_stay_two() -> None:
    graph = {"a": "b", "b": "ac", "c": "d", "d": "c", "e": "a"}
    assert import_cycles({path: frozenset(found) for path, found in graph.items()}) == [
        ["a", "b"],
        ["c", "d"],
    ]


@pytest.mark.parametrize(
    "again",
    [
        "@dataclass\nclass Again:\n" + fields(*CALL),
        "class Again(TypedDict):\n" + fields(*CALL),
        "class AgainSchema(Schema):\n" + "".join(f"    {name} = fields.String()\n" for name in CALL),
        "class Again(NamedTuple):\n" + fields("code", "opensOn", "closesOn", "grantYear", "budget"),
        "class Again:\n" + fields(*CALL, "one_more", "another", "yet_another"),
        f"Again = TypedDict('Again', {dict.fromkeys(CALL, 'str')})\n",
        f"Again = namedtuple('Again', {' '.join(CALL)!r})\n",
        f"Again = make_dataclass('Again', {[(name, 'str') for name in CALL]})\n",
        "AGAIN = {" + ", ".join(f"{name!r}: Text(200)" for name in CALL) + "}\n",
        "AGAIN = declare('call', [" + ", ".join(f"Field({name!r}, Text(200))" for name in CALL) + "])\n",
        "AGAIN = Shape(" + ", ".join(f"Field({name!r}, str)" for name in CALL) + ")\n",
    ],
)
def test_a_shape_that_is_declared_again_in_another_form_is_found(tree: Path, again: str) -> None:
    write(tree, "made/call.py", "class Call:\n" + fields(*CALL))
    write(tree, "made/again.py", again)
    [cluster] = measure(tree).shapes
    assert [writing.place.split(":")[0] for writing in cluster.writings] == ["made/again.py", "made/call.py"]


@pytest.mark.parametrize(
    "other",
    [
        "class Other:\n" + fields(*CALL[:3], "title", "name"),
        "class Other:\n" + fields(*CALL, *(f"more_{number}" for number in range(4))),
        "class Call2(Call):\n" + fields("one_more"),
        "class Other(StrEnum):\n" + "".join(f"    {name} = auto()\n" for name in CALL),
        "class Other:\n" + fields(*CALL, value="ClassVar[str]"),
    ],
)
def test_what_only_resembles_a_shape_is_none(tree: Path, other: str) -> None:
    write(tree, "made/call.py", "class Call:\n" + fields(*CALL))
    write(tree, "made/other.py", other)
    assert measure(tree).shapes == ()


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("code opens_on closes_on grant_year", 1),
        ("code opens_on closes_on title name label", 0),
        ("_code _opens_on _closes_on _grant_year", 0),
    ],
)
def test_four_names_make_a_shape_that_are_neither_everybodys_nor_private(
    tree: Path, names: str, found: int
) -> None:
    for number in (1, 2):
        write(tree, f"made/part{number}.py", "class Part:\n" + fields(*names.split(), f"of_{number}"))
    assert len(measure(tree).shapes) == found


def test_a_table_a_mapping_and_a_call_are_listed_with_a_shape_and_make_none_by_themselves(tree: Path) -> None:
    once = "class Call:\n" + fields(*CALL)
    beside = (
        "class CallRow(Base):\n"
        + fields(*CALL, value="Mapped[str]")
        + "def write(row):\n    return {"
        + ", ".join(f"{name!r}: row.{name}" for name in CALL)
        + "}\ndef read(row):\n    return Call("
        + ", ".join(f"{name}=row.{name}" for name in CALL)
        + ")\n"
    )
    write(tree, "made/call.py", once)
    write(tree, "made/store.py", beside)
    assert measure(tree).shapes == ()
    write(tree, "made/again.py", once)
    [cluster] = shapes_declared_again(read_packages(tree))
    assert [writing.kind for writing in cluster.writings] == [
        Kind.DECLARED,
        Kind.DECLARED,
        Kind.STORED,
        Kind.MAPPED,
        Kind.CALLED,
    ]
    assert cluster.declarations == 2
    assert cluster.common == sorted(CALL)


def test_what_is_like_by_way_of_another_is_one_shape_and_what_is_not_is_another(tree: Path) -> None:
    letters = ["a_a", "b_b", "c_c", "d_d", "e_e", "f_f", "g_g", "h_h"]
    for start in (0, 1, 2):
        write(tree, f"made/part{start}.py", "class Part:\n" + fields(*letters[start : start + 6]))
    for name in ("x", "y"):
        write(tree, f"made/{name}.py", "class Call:\n" + fields(*CALL))
    assert [len(cluster.writings) for cluster in measure(tree).shapes] == [3, 2]


def test_a_small_shape_counts_apart_when_its_names_are_exactly_the_same(tree: Path) -> None:
    for name in ("one", "two"):
        write(tree, f"made/{name}.py", "class Reference:\n" + fields("name", "version", "sha256"))
    write(tree, "made/three.py", "class Reference:\n" + fields("name", "version", "sha256", "by"))
    write(tree, "made/four.py", "class Text:\n" + fields("sv", "en", "note"))
    write(tree, "made/five.py", "class Text:\n" + fields("sv", "en", "note"))
    measured = measure(tree)
    assert measured.shapes == ()
    [cluster] = measured.small_shapes
    assert [writing.place for writing in cluster.writings] == ["made/one.py:1", "made/two.py:1"]


def test_a_small_tree_meets_every_goal(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tree, "made/one.py", "X = 1\n" * 100)
    assert main(["--root", str(tree), "--limits"]) == 0
    assert "Every goal is met." in capsys.readouterr().out


def test_each_goal_that_is_missed_is_named_with_what_was_found(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(200):
        write(tree, f"made/m{number}.py", "X = 1\n" * 184)
    write(tree, "made/heap.py", "import made.b\n" + "X = 1\n" * 450)
    write(tree, "made/b.py", "import made.heap\n" * 70 + "def long():\n" + "    x = 1\n" * 50)
    write(tree, "made/short.py", "import made.m1\n" * 60)
    write(tree, "made/user.py", "import made.short\n" * 5_000)
    assert missed_goals(measure(tree)) == [
        "204 modules, at most 200",
        "42,432 lines outside tests, at most 37,000",
        "2 modules above 450 lines, at most 0",
        "1 modules of at most 60 lines with one importer, at most 0",
        "12.1 % of the lines belong to imports, at most 10",
        "1 functions above 50 lines, at most 0",
        "1 import cycles, at most 0",
    ]
    assert main(["--root", str(tree), "--limits"]) == 1
    printed = capsys.readouterr().out
    assert "made/heap.py: 451" in printed
    assert "made/short.py  <- made/user.py" in printed
    assert "made/b.py, made/heap.py" in printed
    assert main(["--root", str(tree), "--brief"]) == 0


def test_the_tree_has_the_form_that_it_should() -> None:
    missed = [goal.rpartition(", at most")[0] for goal in missed_goals(measure(ROOT))]
    assert [goal for goal in missed if goal.partition(" ")[2] not in SIZE] == []
