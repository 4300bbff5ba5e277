"""Prints how the code is cut into files: ``python -m tests.architecture.measure [--root DIR] [--limits]``.

What is counted, and how:

* A *module* is a Python file of the packages that pyproject.toml puts into the wheel. ``__init__`` files and what stands
  below a folder ``migrations`` are counted apart, in a row of their own, and enter no other row but that of import cycles.
* *Import lines* are the lines of import statements, each counted whole where it goes over several, and the lines
  ``if TYPE_CHECKING:``. *Code lines* are those that hold neither blanks, comments nor docstrings alone.
* A module *imports* another wherever the statement stands: at the head, for types alone, in a function. *Importers*
  are counted among the packages; tests are none. Settings and generated files may be short and have one.
* A function is as long as from ``def`` to its last line, its docstring and the functions in it included.
* What a shape is and when it is declared again stands in ``written_shapes``.

With ``--limits`` the exit status is 1 when one of the goals is missed, and each that is missed is named.
"""

import argparse
import ast
import io
import sys
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.architecture.source_tree import (
    Module,
    import_cycles,
    import_graph,
    importers,
    read_packages,
    read_tests,
)
from tests.architecture.written_shapes import Cluster, shapes_declared_again, small_shapes_declared_again

ROOT = Path(__file__).resolve().parents[2]

MOST_MODULES = 200
MOST_LINES = 37_000
LONGEST_MODULE = 450
SHORT_MODULE = 60
HIGHEST_IMPORT_PERCENT = 10
LONGEST_FUNCTION = 50

_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Function:
    """A function, where it stands and how many lines it has."""

    place: str
    name: str
    lines: int


@dataclass(frozen=True)
class Lonely:
    """A short module that only one other imports."""

    path: str
    lines: int
    importer: str


@dataclass(frozen=True)
class Size:
    """What can be counted in any set of files."""

    modules: int
    lines: int
    import_lines: int
    code_lines: int
    code_without_imports: int
    median_lines: float
    type_checking_blocks: int
    apart: int
    apart_lines: int
    long_modules: tuple[tuple[str, int], ...]
    functions: tuple[Function, ...]
    cycles: tuple[tuple[str, ...], ...]

    @property
    def import_share(self) -> float:
        """The part of all lines that belongs to imports."""
        return self.import_lines / self.lines if self.lines else 0.0

    @property
    def long_functions(self) -> list[Function]:
        """The functions above the limit, the longest first."""
        return [function for function in self.functions if function.lines > LONGEST_FUNCTION]


@dataclass(frozen=True)
class Measured:
    """Everything that the command prints."""

    packages: Size
    tests: Size
    lonely: tuple[Lonely, ...]
    shapes: tuple[Cluster, ...]
    small_shapes: tuple[Cluster, ...]


def measure(root: Path) -> Measured:
    """Measure the tree below ``root``, which holds a pyproject.toml."""
    every = read_packages(root)
    modules = [module for module in every if not module.is_apart]
    return Measured(
        packages=measure_size(every),
        tests=measure_size(read_tests(root)),
        lonely=tuple(find_lonely(every)),
        shapes=tuple(shapes_declared_again(modules)),
        small_shapes=tuple(small_shapes_declared_again(modules)),
    )


def measure_size(every: Sequence[Module]) -> Size:
    """Count lines, functions and cycles of a set of files."""
    modules = [module for module in every if not module.is_apart]
    apart = [module for module in every if module.is_apart]
    imports = [import_lines(module) for module in modules]
    code = [code_lines(module) for module in modules]
    functions = [function for module in modules for function in find_functions(module)]
    lengths = {module.path: len(module.lines) for module in modules}
    return Size(
        modules=len(modules),
        lines=sum(lengths.values()),
        import_lines=sum(map(len, imports)),
        code_lines=sum(map(len, code)),
        code_without_imports=sum(len(ours - theirs) for ours, theirs in zip(code, imports, strict=True)),
        median_lines=median(lengths.values()) if lengths else 0.0,
        type_checking_blocks=sum(len(_type_checking_blocks(module)) for module in modules),
        apart=len(apart),
        apart_lines=sum(len(module.lines) for module in apart),
        long_modules=tuple((path, length) for path, length in lengths.items() if length > LONGEST_MODULE),
        functions=tuple(sorted(functions, key=lambda function: -function.lines)),
        cycles=tuple(map(tuple, import_cycles(import_graph(every)))),
    )


def import_lines(module: Module) -> set[int]:
    """Give the numbers of the lines that belong to imports."""
    statements = [node for node in ast.walk(module.tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    found = {line for node in statements for line in _lines_of(node)}
    return found | {block.lineno for block in _type_checking_blocks(module)}


def _type_checking_blocks(module: Module) -> list[ast.If]:
    blocks = [node for node in ast.walk(module.tree) if isinstance(node, ast.If)]
    return [block for block in blocks if ast.unparse(block.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")]


def code_lines(module: Module) -> set[int]:
    """Give the numbers of the lines that hold more than blanks, a comment or a docstring."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type not in _NO_CODE:
            found.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Expr) and _is_text(node.value):
            # A text that stands as a statement is a docstring, or explains the name above it.
            found.difference_update(_lines_of(node))
    return found


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _lines_of(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def find_functions(module: Module) -> Iterator[Function]:
    """Give every function of a module, those in classes and in other functions too."""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Function(f"{module.path}:{node.lineno}", node.name, len(_lines_of(node)))


def find_lonely(every: Sequence[Module]) -> Iterator[Lonely]:
    """Give the short modules that exactly one other imports, but for those that may be so."""
    imported_by = importers(import_graph(every))
    for module in every:
        may_be = module.is_apart or module.is_settings or module.is_generated
        if may_be or len(module.lines) > SHORT_MODULE:
            continue
        if len(imported_by[module.path]) == 1:
            yield Lonely(module.path, len(module.lines), imported_by[module.path][0])


def missed_goals(measured: Measured) -> list[str]:
    """Say of each goal that is missed what it is and by how much."""
    size = measured.packages
    goals = [
        (size.modules, MOST_MODULES, "modules"),
        (size.lines, MOST_LINES, "lines outside tests"),
        (len(size.long_modules), 0, f"modules above {LONGEST_MODULE} lines"),
        (len(measured.lonely), 0, f"modules of at most {SHORT_MODULE} lines with one importer"),
        (round(100 * size.import_share, 1), HIGHEST_IMPORT_PERCENT, "% of the lines belong to imports"),
        (len(size.long_functions), 0, f"functions above {LONGEST_FUNCTION} lines"),
        (len(size.cycles), 0, "import cycles"),
    ]
    return [f"{found:,} {what}, at most {most:,}" for found, most, what in goals if found > most]


def table(measured: Measured) -> Iterator[str]:
    """Write the figures, packages and tests side by side."""
    ours, tests = measured.packages, measured.tests
    yield f"{'':<52}{'outside tests':>14}{'tests':>10}"
    for label, figure in _FIGURES:
        yield f"{label:<52}{figure(ours):>14}{figure(tests):>10}"
    lonely = f"modules of at most {SHORT_MODULE} lines with one importer"
    yield f"{lonely:<52}{len(measured.lonely):>14}"
    declared = sum(cluster.declarations for cluster in measured.shapes)
    written = sum(len(cluster.writings) for cluster in measured.shapes)
    yield f"{'shapes declared more than once':<52}{len(measured.shapes):>14}"
    yield f"{'  so often in all':<52}{declared:>14}"
    yield f"{'  written in all, with tables, mappings and calls':<52}{written:>14}"
    yield f"{'small shapes declared more than once':<52}{len(measured.small_shapes):>14}"


def _longest(size: Size) -> str:
    return str(size.functions[0].lines) if size.functions else "0"


_FIGURES = (
    ("modules", lambda size: f"{size.modules:,}"),
    ("lines", lambda size: f"{size.lines:,}"),
    ("import lines", lambda size: f"{size.import_lines:,}"),
    ("  of all lines", lambda size: f"{size.import_share:.1%}"),
    ("code lines", lambda size: f"{size.code_lines:,}"),
    ("  without imports", lambda size: f"{size.code_without_imports:,}"),
    ("median length of a module", lambda size: f"{size.median_lines:g}"),
    (f"modules above {LONGEST_MODULE} lines", lambda size: str(len(size.long_modules))),
    ("longest function, lines", _longest),
    (f"functions above {LONGEST_FUNCTION} lines", lambda size: str(len(size.long_functions))),
    ("import cycles", lambda size: str(len(size.cycles))),
    ("TYPE_CHECKING blocks", lambda size: str(size.type_checking_blocks)),
    ("apart: __init__ files and migrations", lambda size: str(size.apart)),
    ("  their lines", lambda size: f"{size.apart_lines:,}"),
)


def details(measured: Measured) -> Iterator[str]:
    """Name one by one what the table counts."""
    ours = measured.packages
    yield from _list(
        f"Modules above {LONGEST_MODULE} lines", [f"{path}: {length}" for path, length in ours.long_modules]
    )
    above = ours.long_functions or ours.functions[:1]
    yield from _list("Longest functions", [f"{each.lines:>4}  {each.place} {each.name}" for each in above])
    yield from _list("Import cycles", [", ".join(cycle) for cycle in ours.cycles])
    yield from _list(
        f"Modules of at most {SHORT_MODULE} lines with one importer",
        [f"{each.lines:>4}  {each.path}  <- {each.importer}" for each in measured.lonely],
    )
    yield from _list("Shapes declared more than once", [*_written(measured.shapes)])
    yield from _list("Small shapes declared more than once", [*_written(measured.small_shapes)])


def _list(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        yield from (f"  {line}" for line in lines)


def _written(clusters: Sequence[Cluster]) -> Iterator[str]:
    for cluster in clusters:
        yield f"{len(cluster.writings)} x {', '.join(cluster.common)}"
        for writing in cluster.writings:
            yield f"    {writing.kind.value:<9} {writing.place} {writing.name}"


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 when a goal is missed and ``--limits`` was given."""
    parser = argparse.ArgumentParser(prog="python -m tests.architecture.measure")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree to measure; this one when left out")
    parser.add_argument("--limits", action="store_true", help="exit 1 when a goal is missed")
    parser.add_argument("--brief", action="store_true", help="print the table alone")
    chosen = parser.parse_args(arguments)
    measured = measure(chosen.root)
    print("\n".join(table(measured)))
    if not chosen.brief:
        print("\n".join(details(measured)))
    if not chosen.limits:
        return 0
    missed = missed_goals(measured)
    print("\nGoals missed:" if missed else "\nEvery goal is met.")
    for said in missed:
        print(f"  {said}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
