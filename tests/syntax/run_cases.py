"""Run the snippets of `cases` through `burnish_checks.syntax` and print what is wrong, one line each.

    python -I tests/syntax/run_cases.py

Needs nothing but the standard library, so that any interpreter can run it. Prints the number of cases at the end;
the exit code is 1 if any failed.
"""

from __future__ import annotations

import ast
import json
import pathlib
import sys
from collections.abc import Callable, Iterator

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent.parent / "checks")]

from burnish_checks import syntax  # noqa: E402
from burnish_checks.syntax.parsing import parse_masked  # noqa: E402
from tests.syntax import cases  # noqa: E402
from tests.syntax.compare_stdlib import lines_of  # noqa: E402


def check_all() -> tuple[int, list[str]]:
    """The number of cases, and a line for each that fails."""
    count, failures = 0, []
    for check in (_trees, _exceptions, _templates, _problems, _compiling, _python2, _hostile):
        for name, failure in check():
            count += 1
            if failure:
                failures.append(f"{check.__name__.strip('_')} {name!a}: {failure}")
    return count, failures


_Results = Iterator[tuple[str, str]]


def _trees() -> _Results:
    expected = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    for code in cases.TREES:
        for parse in (syntax.parse, parse_masked):
            yield code, _unequal(parse, code, expected[code])
        tree = syntax.parse(code)
        again = syntax.parse(syntax.unparse(tree))
        yield code, "" if _shape(again) == _shape(tree) else f"written as {syntax.unparse(tree)!a}"
        yield code, _without_type_params(tree)


def _exceptions() -> _Results:
    for code, older in cases.EXCEPTIONS:
        yield code, "" if _shape(syntax.parse(code)) == _shape(syntax.parse(older)) else "another tree"


def _templates() -> _Results:
    for code, older in cases.TEMPLATES:
        tree = syntax.parse(code)
        again = syntax.parse(syntax.unparse(tree))
        expected = _places(syntax.parse(older))
        found = [line for line in _places(tree) if not line.startswith("str ")]
        renamed = [_as_formatted(line) for line in found]
        yield code, "" if renamed == [line for line in expected if not line.startswith("str ")] else "another tree"
        yield code, "" if any(isinstance(node, syntax.TemplateStr) for node in syntax.walk(again)) else "not written"


def _problems() -> _Results:
    for code, message, line, column in cases.PROBLEMS:
        problem = _problem(code)
        found = (problem.message, problem.line, problem.column) if problem else "no problem"
        yield code, "" if found == (message, line, column) else str(found)


def _compiling() -> _Results:
    for code, expected in cases.COMPILING:
        problem = syntax.compile_problem(syntax.parse(code), code)
        found = (problem.message, problem.line, problem.column) if problem else None
        yield code, "" if found == expected else str(found)


def _python2() -> _Results:
    for code, word, line, column in cases.PYTHON2:
        problem = _problem(code)
        fine = problem and word in problem.message and problem.message.startswith("This is Python 2 code: ")
        fine = fine and (problem.line, problem.column) == (line, column) and syntax.is_python2(code, problem)
        yield code, "" if fine else repr(problem)
    for code in cases.NOT_PYTHON2:
        problem = _problem(code)
        yield code, "" if problem and not syntax.is_python2(code, problem) else repr(problem)


def _hostile() -> _Results:
    for name, code in cases.HOSTILE.items():
        try:
            tree = syntax.parse(code)
            syntax.compile_problem(tree, code)
            sum(1 for _ in syntax.walk(tree))
        except syntax.SyntaxProblem:
            pass
        except Exception as error:
            yield name, f"{type(error).__name__}: {error}"
            continue
        yield name, ""


def _problem(code: str) -> syntax.SyntaxProblem | None:
    try:
        syntax.parse(code)
    except syntax.SyntaxProblem as problem:
        return problem
    return None


def _unequal(parse: Callable[[str], ast.AST], code: str, expected: list[str]) -> str:
    found = list(lines_of(parse(code)))
    for left, right in zip(found, expected, strict=False):
        if left != right:
            return f"{parse.__name__} gives {left}, expected {right}"
    return "" if len(found) == len(expected) else f"{len(found)} lines, expected {len(expected)}"


def _without_type_params(tree: ast.AST) -> str:
    scopes = (*syntax.FunctionNode, syntax.ClassDef)
    missing = [node for node in syntax.walk(tree) if isinstance(node, scopes) and not hasattr(node, "type_params")]
    return f"{len(missing)} definitions without type_params" if missing else ""


def _shape(tree: ast.AST) -> list[str]:
    """The tree without places, and without the `u` of a string, which no one writes back."""
    return [line.split(" [")[0] for line in lines_of(tree) if line not in ("str 'kind'", "str 'u'")]


def _places(tree: ast.AST) -> list[str]:
    return list(lines_of(tree))


def _as_formatted(line: str) -> str:
    return line.replace("TemplateStr ", "JoinedStr ").replace("Interpolation ", "FormattedValue ")


if __name__ == "__main__":
    total, failed = check_all()
    print(*failed, sep="\n", end="\n" if failed else "")
    print(f"{'.'.join(map(str, sys.version_info[:3]))}: {total - len(failed)} of {total} cases pass")
    sys.exit(1 if failed else 0)
