"""The rule archive-path-escape."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.security.calls import argument, has_star, text_of, with_keyword
from burnish_checks.security.dispatch import call_rule
from burnish_checks.security.makers import maker

_SAFE_FILTERS = ("data", "tar")
_TARS = frozenset({"tarfile.open", "tarfile.TarFile", "tarfile.TarFile.open"})
_SAFE_DEFAULT = (3, 14)


@call_rule(methods={"extractall"}, aliases=("S202", "B202"))
def archive_path_escape(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A tar archive can hold `../` and absolute paths and links, and so write anywhere.

    Pass `filter="data"`, which refuses what would leave the destination; from Python 3.14 on it is the default.
    Archives opened by `zipfile` are left alone: it cleans the paths itself. Where a file opens several kinds and it is not
    known which one this is, it is a hint.

    ```python
    import tarfile

    def unpack(path):
        with tarfile.open(path) as archive:
            archive.extractall()
    ```

    ```python
    import tarfile

    def unpack(path):
        with tarfile.open(path) as archive:
            archive.extractall(filter="data")
    ```
    """
    if context.settings.target_version >= _SAFE_DEFAULT or not isinstance(call.func, ast.Attribute):
        return
    made = maker(context, call.func.value)
    if made.startswith("@") and not context.ask("imports-module", "zipfile"):
        made = ""  # what a function of the module hands out, which knows no other archives
    if made not in _TARS and (made or not context.ask("imports-module", "tarfile")):
        return
    chosen = argument(call, None, "filter")
    if text_of(chosen) in _SAFE_FILTERS or (chosen is None and argument(call, 1, "members") is not None):
        return
    yield block.finding(
        call.func,
        'The archive can write outside the destination; pass `filter="data"`.',
        data={} if chosen is not None or has_star(call) else {"fix": "1"},
        severity=Severity.HINT
        if (chosen is not None and not isinstance(chosen, ast.Constant)) or (not made and _may_be_another(context))
        else None,
    )


def _may_be_another(context: Context) -> bool:
    """Whether the file opens archives of other kinds as well, which have methods of the same names."""
    return any(context.ask("imports-module", module) for module in ("zipfile", "py7zr", "rarfile"))


@archive_path_escape.fix(
    'Refuse what leaves the destination: `filter="data"`',
    Safety.UNSAFE,
    why="Archives with absolute paths, outside links or devices are refused; early 3.8 to 3.11 know no filters.",
    when=lambda finding: "fix" in finding.data,
)
def filter_data(target: Target) -> Repair:
    """Add the argument."""
    return Repair((with_keyword(target, target.node(ast.Call), 'filter="data"'),))
