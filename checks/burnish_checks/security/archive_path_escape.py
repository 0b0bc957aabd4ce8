"""The rule archive-path-escape."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.mention import Mention
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, assignments, has_star, is_fallback, with_keyword
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.flow.kinds import PATH
from burnish_checks.security.known import choices, constants, is_made_by, names
from burnish_checks.security.looked_through import looked_through
from burnish_checks.security.makers import maker
from burnish_checks.security.member_paths import FINDS, joined, listed_in
from burnish_checks.security.passed import passed

_SAFE_FILTERS = ("data", "tar")
_TARS = frozenset({"tarfile.open", "tarfile.TarFile", "tarfile.TarFile.open"})
_SAFE_DEFAULT = (3, 14)


_METHODS = frozenset({"extractall", "extract"})
_UNPACKS = frozenset({"shutil.unpack_archive"})
_SAFE_FUNCTIONS = frozenset({"tarfile.data_filter", "tarfile.tar_filter"})
writes_a_file = Mention(
    r"open\([^\n]*[\"'][wxa]b?\+?[\"']|\.open\([\"'][wxa]|write_(?:bytes|text)\(|copyfileobj\(|extractfile\(",
    *("open(", "write_", "copyfileobj(", "extractfile("),
)
"""Whether a text makes a file and writes to it."""
_CHECKS = deferred(
    r"commonpath|relpath|commonprefix|realpath|abspath|normpath|\.resolve\(|is_relative_to|relative_to\(|is_absolute|isabs"
    r"|[\"']\.\.[\"']|basename\(|safe_join|secure_filename|\.isfile\(\) and"
)
"""What shows that somebody looks at where a path leads."""
_LOOKS_WHERE = deferred(
    r"commonpath|relpath|realpath|abspath|\.resolve\(|is_relative_to|relative_to\(|is_absolute|isabs|[\"']\.\.[\"']"
)
"""The same where the members are trusted by a filter that is named, and so not for what their names begin with."""
_BEGINNING = deferred(r"\.startswith\(\(?[^()]*\)?\)")
"""What asks how a name begins: behind a folder of its own, `..` leads out of the destination all the same."""


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.For, syntax.AsyncFor),
    only=(calls(_UNPACKS, methods=_METHODS | FINDS),),
    in_tests=False,
    aliases=("S202", "B202"),
)
def archive_path_escape(block: Block, call: ast.Call | ast.For | ast.AsyncFor, context: Context) -> Iterator[Finding]:
    """A tar archive can hold `../` and absolute paths and links, and so write anywhere.

    Pass `filter="data"`, which refuses what would leave the destination; from Python 3.14 on it is the default.
    Archives opened by `zipfile` are left alone, for it cleans the paths itself, unless a loop joins the members' names to a
    folder, or has a function do that, and writes there with no check; so does a function that looks a member up by a name it
    is given, and joins that name. `members=` that are chosen without a look at their names
    change nothing. Where each member was looked at before, here or in a function of the module, and what leads outside refused,
    only links are left, which are told as information unless they were looked at, too. Where a file opens several kinds and it
    is not known which one this is, it is a hint, and so it is in the `else` of a `hasattr` and where the archive was given an
    `extraction_filter` that is written for it.

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
    if isinstance(call, (ast.For, ast.AsyncFor)):
        yield from _by_hand(block, call, context)
        return
    if method_of(call) in FINDS:
        yield from _found_by_name(block, call, context)
        return
    if context.settings.target_version >= _SAFE_DEFAULT and not _is_trusting(
        context, passed(context, call).get(None, "filter")
    ):
        return
    if context.qualified(call.func) in _UNPACKS:
        yield from _unpacked(block, call, context)
    elif isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
        yield from _extracted(block, call, call.func, context)


def _extracted(block: Block, call: ast.Call, function: ast.Attribute, context: Context) -> Iterator[Finding]:
    made = maker(context, function.value)
    certain = made in _TARS or (made in ("", "contextlib.closing") and is_made_by(context, function.value, _TARS))
    if made.startswith("@") and not context.ask("imports-module", "zipfile"):
        made = ""  # what a function of the module hands out, which knows no other archives
    if function.attr == "extract":
        if not certain or not _is_unseen_member(block, call, function.value, made, context):
            return
    elif not certain and (made or not context.ask("imports-module", "tarfile")):
        return
    arguments = passed(context, call)
    chosen = arguments.get(None, "filter")
    is_safe = chosen is not None and _is_safe(context, chosen)
    members = arguments.get(1, "members") if function.attr == "extractall" else None
    if is_safe or (chosen is None and members is not None and not _is_unchecked(block, members, context)):
        return
    if chosen is None and _has_own_filter(block, function.value, context):
        return
    trusting = chosen is not None and _is_trusting(context, chosen)
    unclear = (chosen is not None and not trusting and not isinstance(chosen, ast.Constant)) or (
        not certain and _may_be_another(context)
    )
    unclear = unclear or (chosen is None and (is_fallback(block, call) or _has_filter(block, function.value, context)))
    seen = looked_through(block, call, function.value, context) if chosen is None else frozenset[str]()
    if "links" in seen:
        return
    where = "A link in the archive can lead" if seen else "The archive can write"
    yield block.finding(
        call.func,
        f'{where} outside the destination; pass `filter="data"`.',
        data={} if chosen is not None or has_star(call) else {"fix": "1"},
        severity=Severity.HINT if unclear else Severity.INFORMATION if seen else None,
    )


def _looks(checks: re.Pattern[str], text: str) -> bool:
    """Whether a text shows one of the checks of where a path leads."""
    return checks.search(_BEGINNING.sub("", text)) is not None


def _is_unchecked(block: Block, members: ast.expr, context: Context) -> bool:
    """Whether members are chosen here, and not by where their names lead."""
    return not _looks(_CHECKS, block.text) and all(
        isinstance(item, (ast.ListComp, ast.GeneratorExp))
        or (isinstance(item, ast.Call) and method_of(item) == "getmembers")
        for item in choices(context, members)
    )


def _is_safe(context: Context, chosen: ast.expr) -> bool:
    """Whether the filter is one that refuses what leaves the destination."""
    every = choices(context, chosen)
    return all(
        (isinstance(item, ast.Constant) and item.value in _SAFE_FILTERS) or context.qualified(item) in _SAFE_FUNCTIONS
        for item in every
    )


def _is_trusting(context: Context, chosen: ast.expr | None) -> bool:
    """Whether the filter lets everything through."""
    return any(
        (isinstance(item, ast.Constant) and item.value == "fully_trusted")
        or context.qualified(item) == "tarfile.fully_trusted_filter"
        for item in choices(context, chosen)
    )


def _has_own_filter(block: Block, archive: ast.expr, context: Context) -> bool:
    """Whether the archive is given a filter of its own that is safe."""
    return any(_is_safe(context, value) for value in _own_filters(block, archive))


def _has_filter(block: Block, archive: ast.expr, context: Context) -> bool:
    """Whether the archive is given a filter that somebody has written for it."""
    return any(not _is_trusting(context, value) for value in _own_filters(block, archive))


def _own_filters(block: Block, archive: ast.expr) -> Iterator[ast.expr]:
    """What an archive's attribute `extraction_filter` is set to."""
    for node in block.nodes(ast.Assign):
        for target, value in assignments(node):
            of_archive = isinstance(target, ast.Attribute) and dotted(target.value) == dotted(archive)
            if of_archive and dotted(target).endswith(".extraction_filter"):
                yield value


def _is_unseen_member(block: Block, call: ast.Call, archive: ast.expr, made: str, context: Context) -> bool:
    """Whether one member after the other is taken out of an archive that is surely one of tar, and nobody looks where to."""
    trusted = _is_trusting(context, passed(context, call).get(None, "filter"))
    if not _is_any_member(call, context) or _looks(_LOOKS_WHERE if trusted else _CHECKS, block.text):
        return False
    # Another class of the file may keep a tar archive under that name.
    return made in _TARS or all(name.removesuffix("()") in _TARS for name in names(context, archive))


def _is_any_member(call: ast.Call, context: Context) -> bool:
    """Whether it is not one member, known by name, that is taken out."""
    member = argument(call, 0, "member")
    return member is not None and not any(isinstance(item, ast.Constant) for item in choices(context, member))


def _unpacked(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """`shutil.unpack_archive`, which takes tar archives as they are unless it is given a filter."""
    arguments = passed(context, call)
    chosen = arguments.get(3, "filter")
    if chosen is not None and not _is_trusting(context, chosen):
        return
    if arguments.open:
        return
    kinds = [str(item) for item in constants(context, arguments.get(2, "format")) if item]
    kinds = kinds or [
        str(item).rpartition(".")[2] for item in constants(context, arguments.get(0, "filename")) if "." in str(item)
    ]
    kinds = kinds or [
        node.value.rpartition(".")[2]
        for item in choices(context, arguments.get(0, "filename"))
        for node in ast.walk(item)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _PACKED.search(node.value)
    ]
    if kinds and all("tar" not in kind and kind not in ("tgz", "gz", "bz2", "xz") for kind in kinds):
        return
    yield block.finding(
        call.func,
        'A tar archive can write outside the destination; pass `filter="data"`.',
        data={"fix": "1"},
        severity=None if kinds or chosen is not None else Severity.INFORMATION,
    )


_PACKED = deferred(r"\.(?:zip|tar|tgz|gz|bz2|xz)\Z", re.I)
"""The end of the name of an archive, also of one that a function looks up: `asset("sample.zip")`."""


def _by_hand(block: Block, loop: ast.For | ast.AsyncFor, context: Context) -> Iterator[Finding]:
    """A loop over an archive's members that joins their names to a folder, checks nothing and writes there."""
    target = loop.target
    if isinstance(target, ast.Tuple) and isinstance(loop.iter, ast.Call):
        target = target.elts[-1] if context.qualified(loop.iter.func) == "builtins.enumerate" else target
    if not isinstance(target, ast.Name) or not listed_in(context, loop.iter) or _looks(_CHECKS, block.text):
        return
    if writes_a_file(block.source(loop)):
        yield from _joined_in(block, loop, context, target.id)
        return
    for node in ast.walk(loop):
        if isinstance(node, ast.Call) and any(_is_name_of(item, target.id) for item in _opened_by(node, context)):
            yield block.finding(node, _LEADS_OUT)
            return


def _found_by_name(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A function that looks a member up by a name it is given, joins that name to a folder, checks nothing and writes there."""
    function = block.function_around(call)
    name = call.args[0] if len(call.args) == 1 else None
    if function is None or not isinstance(name, ast.Name) or _looks(_CHECKS, block.text):
        return
    if not (writes_a_file(block.text) or _PUTS_THERE.search(block.text)):
        return
    if not any(context.ask("imports-module", module) for module in ("tarfile", "zipfile")):
        return
    given = {item.arg for item in (*function.args.args, *function.args.kwonlyargs)}
    for parameter in given & {name.id, *_made_from(function, name.id)}:
        yield from _joined_in(block, function, context, parameter)


def _made_from(function: ast.AST, name: str) -> set[str]:
    """The names in what a local name is bound to."""
    values = (
        node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and dotted(node.targets[0]) == name
    )
    return {item.id for value in values for item in ast.walk(value) if isinstance(item, ast.Name)}


def _joined_in(block: Block, around: ast.AST, context: Context, member: str) -> Iterator[Finding]:
    for node in joined(block, context, around, member):
        yield block.finding(node, _LEADS_OUT)
        return


_PUTS_THERE = deferred(r"shutil\.(?:move|copy\w*)\(|os\.(?:rename|replace)\(")
_LEADS_OUT = "The name of a member can lead outside the folder (`../`); check that the resolved path is inside it."


def _opened_by(call: ast.Call, context: Context) -> list[ast.expr]:
    """The arguments of a call of a function of the workspace that opens them, or files below a folder by their names."""
    name = context.qualified(call.func)
    if not name or name.startswith("builtins."):
        return []
    told = context.ask("taint", name)
    flows = told.flows if told is not None else ()
    opened = {flow.parameter for flow in flows if flow.kind == PATH and PATH not in flow.cleared}
    named = dict(zip(told.parameters, call.args, strict=False)) if opened else {}
    return [item for parameter, item in named.items() if parameter in opened]


def _is_name_of(node: ast.expr, member: str) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in ("name", "filename", "path"):
        node = node.value
    return isinstance(node, ast.Name) and node.id == member


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
