"""Plain jedi as a peer: run with its own interpreter, `python recovery_jedi.py FOLDER` writes what jedi infers.

For a parameter what `infer` gives at its name, for a return what executing the function gives. Classes are written by
their names, imported where they come from another module.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import jedi  # type: ignore[import-untyped,unused-ignore]

_MOST = 4


def main(root: Path) -> None:
    """Annotate every file below the folder."""
    project = jedi.Project(root, load_unsafe_extensions=False)
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        written = annotated(text, jedi.Script(text, path=path, project=project))
        try:
            ast.parse(written)
        except SyntaxError:
            continue
        path.write_text(written, encoding="utf-8")


def annotated(text: str, script: jedi.Script) -> str:
    """The text with hints."""
    lines = text.split("\n")
    edits: list[tuple[int, int, str]] = []
    imports: dict[str, None] = {}
    module = ast.parse(text)
    own = {node.name for node in module.body if isinstance(node, ast.ClassDef)}
    for node in ast.walk(module):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        a = node.args
        for item in (*a.posonlyargs, *a.args, *a.kwonlyargs):
            if item.arg not in ("self", "cls") and item.annotation is None:
                hint = _hint(_asked(lambda item=item: script.infer(item.lineno, item.col_offset)), own, imports)
                if hint:
                    edits.append((item.end_lineno, item.end_col_offset, f": {hint}"))
        column = lines[node.lineno - 1].index(node.name, node.col_offset + 3)
        results = _asked(lambda: [r for d in script.infer(node.lineno, column) for r in d.execute()])  # noqa: B023
        hint = _hint(results, own, imports)
        place = _closing(lines, node)
        if hint and place and node.returns is None:
            edits.append((*place, f" -> {hint}"))
    for line, column, hint in sorted(edits, reverse=True):
        data = lines[line - 1].encode()
        lines[line - 1] = (data[:column] + hint.encode() + data[column:]).decode()
    return _with_imports("\n".join(lines), imports)


def _with_imports(text: str, imports: dict[str, None]) -> str:
    added = "".join(f"    {item}\n" for item in imports)
    return f"{text}\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n{added}" if added else text


def _asked(question) -> list:  # type: ignore[no-untyped-def,type-arg]
    try:
        return list(question())
    except Exception:
        return []


def _hint(names: list, own: set[str], imports: dict[str, None]) -> str:  # type: ignore[type-arg]
    found: dict[str, None] = {}
    for name in names:
        if name.type != "instance":
            return ""
        module, last = name.module_name, name.name
        if last == "NoneType":
            last = "None"
        elif module != "builtins" and last not in own:
            imports[f"from {module} import {last}"] = None
        found[last] = None
    texts = [item for item in found if item != "None"] + (["None"] if "None" in found else [])
    return " | ".join(texts) if 0 < len(texts) <= _MOST else ""


def _closing(lines: list[str], node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[int, int] | None:
    for line in range(node.body[0].lineno, node.lineno - 1, -1):
        text = lines[line - 1]
        head = text.encode()[: node.body[0].col_offset].decode() if line == node.body[0].lineno else text
        head = head.rstrip()
        if head.endswith("):"):
            return line, len(head[:-1].encode())
    return None


if __name__ == "__main__":
    sys.setrecursionlimit(5000)
    main(Path(sys.argv[1]))
