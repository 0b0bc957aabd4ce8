"""The packages of the recovery benchmark: fetched from PyPI, renamed, and stripped of their annotations."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

TOOLS = Path(__file__).parents[2] / ".tools" / "recovery"
DEVELOPED_ON = ("packaging", "click", "httpx", "starlette", "werkzeug", "jinja2")
CALIBRATED_ON = (
    "flask",
    "markupsafe",
    "bidict",
    "pyparsing",
    "multidict",
    "websockets",
    "rich",
    "anyio",
    "h2",
    "arrow",
)
"""More of other styles, for what is measured of each kind of evidence: not in the tables of what is recovered."""
NEVER_READ = ("urllib3", "structlog", "tomlkit")
"""Neither their code nor what was missed in it was looked at while the engine was made: only their rows of the table."""
PREFIX = "renamed_"
_RUNTIME_BASES = frozenset({"NamedTuple", "TypedDict", "Protocol", "BaseModel", "Enum", "Struct", "IntEnum", "Flag"})
_RUNTIME_DECORATORS = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "attr", "s"})


def prepared(package: str) -> tuple[Path, Path]:
    """The roots of the renamed package with its annotations and without them, made when they are not there yet."""
    base = TOOLS / package
    with_hints, without = base / "original", base / "stripped"
    if not without.exists():
        source = _fetched(package)
        for root in (with_hints, without):
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(source, root / (PREFIX + package), ignore=shutil.ignore_patterns("*.pyi", "py.typed"))
        for root in (with_hints, without):
            for path in sorted(root.rglob("*.py")):
                text = renamed(path.read_text(encoding="utf-8"), package)
                path.write_text(stripped(text) if root is without else text, encoding="utf-8")
    return with_hints, without


def _fetched(package: str) -> Path:
    folder = TOOLS / "unpacked" / package
    if not folder.exists():
        with zipfile.ZipFile(wheel_of(package)) as archive:
            archive.extractall(TOOLS / "unpacked")
    return folder


def wheel_of(package: str) -> Path:
    """The wheel of a package, fetched if it is not there yet."""
    wheels = TOOLS / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    found = sorted(wheels.glob(f"{package}-*.whl"))
    if not found:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels), package]
        subprocess.run(command, check=True)
        found = sorted(wheels.glob(f"{package}-*.whl"))
    return found[-1]


def required_by(package: str) -> list[str]:
    """What a package needs to be imported, as pip takes it; what it needs only with an extra is left out."""
    with zipfile.ZipFile(wheel_of(package)) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().partition("\n\n")[0].splitlines()
    found = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    return [item for item in found if "extra ==" not in item]


def renamed(text: str, package: str) -> str:
    """The text with its imports of the package pointing at the renamed copy."""
    edits: list[tuple[int, int, int, str]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and not node.level and _is_in(node.module or "", package):
            column = node.col_offset + len("from ")
            edits.append((node.lineno, column, column + len(package), PREFIX + package))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_in(alias.name, package) and (alias.asname or alias.name == package):
                    new = PREFIX + alias.name + ("" if alias.asname else f" as {package}")
                    edits.append((alias.lineno, alias.col_offset, alias.col_offset + len(alias.name), new))
    return _edited(text, [((line, start), (line, end), new) for line, start, end, new in edits])


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def stripped(text: str) -> str:
    """The text without annotations, but for those that something reads at run time."""
    tree = ast.parse(text)
    edits: list[tuple[tuple[int, int], tuple[int, int], str]] = []
    _strip(tree, edits, kept=False, lines=text.split("\n"))
    return _edited(text, edits)


def _strip(node: ast.AST, edits: list, kept: bool, lines: list[str]) -> None:  # type: ignore[type-arg]
    for child in ast.iter_child_nodes(node):
        inside = kept
        if isinstance(child, ast.ClassDef):
            inside = _is_read_at_run_time(child)
        elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = False
            if _is_overload(child):
                first = min([child.lineno, *(item.lineno for item in child.decorator_list)])
                indent = child.col_offset
                edits.append(((first, indent), (child.end_lineno, child.end_col_offset), "pass"))
                continue
            _strip_signature(child, edits, lines)
        elif isinstance(child, ast.AnnAssign) and not kept and not _is_alias(child):
            if child.value is None:
                edits.append((_start(child), _end(child), "pass"))
            else:
                end = _behind_parentheses(lines, _end(child.target), child.annotation)
                edits.append((_end(child.target), end, ""))
            continue
        _strip(child, edits, inside, lines)


def _strip_signature(node: ast.FunctionDef | ast.AsyncFunctionDef, edits: list, lines: list[str]) -> None:  # type: ignore[type-arg]
    a = node.args
    for item in (*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg):
        if item is not None and item.annotation is not None:
            start = (item.lineno, item.col_offset + len(item.arg.encode()))
            edits.append((start, _behind_parentheses(lines, start, item.annotation), ""))
    if node.returns is not None:
        line, column = _start(node.returns)
        before = lines[line - 1].encode()[:column]
        arrow = before.rfind(b"->")
        while arrow < 0:
            line -= 1
            before = lines[line - 1].encode()
            arrow = before.rfind(b"->")
        start = (line, len(before[:arrow].rstrip()))
        edits.append((start, _behind_parentheses(lines, (line, arrow + 2), node.returns), ""))


def _behind_parentheses(lines: list[str], start: tuple[int, int], node: ast.expr) -> tuple[int, int]:
    """The end of an annotation with the parentheses that stand around it."""
    rows = [line.encode() for line in lines[start[0] - 1 : node.lineno]]
    rows[-1] = rows[-1][: node.col_offset]
    rows[0] = rows[0][start[1] :]
    between = b"".join(rows)
    line, column = _end(node)
    for _ in range(between.count(b"(")):
        while lines[line - 1].encode()[column : column + 1] != b")":
            column += 1
            if column >= len(lines[line - 1].encode()):
                line, column = line + 1, 0
        column += 1
    return line, column


def _start(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def _end(node: ast.AST) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def _name(node: ast.AST) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    node = node.value if isinstance(node, ast.Subscript) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(_name(item) == "overload" for item in node.decorator_list)


def _is_read_at_run_time(node: ast.ClassDef) -> bool:
    bases = {_name(item) for item in node.bases}
    return bool(bases & _RUNTIME_BASES) or any(_name(item) in _RUNTIME_DECORATORS for item in node.decorator_list)


def _is_alias(node: ast.AnnAssign) -> bool:
    return _name(node.annotation) in ("TypeAlias", "ClassVar")


def _edited(text: str, edits: list) -> str:  # type: ignore[type-arg]
    lines = [line.encode() for line in text.split("\n")]
    for (first, start), (last, end), new in sorted(edits, reverse=True):
        tail = lines[last - 1][end:]
        lines[first - 1 : last] = (lines[first - 1][:start] + new.encode() + tail).split(b"\n")
    return "\n".join(line.decode() for line in lines)
