"""The rule autoescape-off."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, targets
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, assignments, has_star, is_false, text_of, with_keyword
from burnish_checks.security.classes import derives_from
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.flow.shown import proved
from burnish_checks.security.known import choices, constants, is_made_by
from burnish_checks.security.passed import APPLIES, applied, passed
from burnish_checks.security.words import vocabulary, words
from burnish_checks.security.written_parts import written_parts

_ENVIRONMENTS = frozenset(
    {"jinja2.Environment", "jinja2.environment.Environment", "jinja2.sandbox.SandboxedEnvironment"}
)
_TEMPLATE = frozenset({"jinja2.Template", "jinja2.environment.Template"})
_TAKES_AUTOESCAPE = frozenset(
    {
        *("tornado.web.Application", "tornado.template.Loader", "tornado.template.Template", "aiohttp_jinja2.setup"),
        *("starlette.templating.Jinja2Templates", "fastapi.templating.Jinja2Templates", "bottle.jinja2_template"),
    }
)
_MAKO = frozenset({"mako.template.Template"})
_MARKUP = frozenset({"markupsafe.Markup", "flask.Markup", "jinja2.Markup"})
_MARK_SAFE = frozenset(
    {"django.utils.safestring.mark_safe", "django.utils.safestring.SafeString", "django.utils.html.mark_safe"}
)


_WRITES_PAGES = deferred(r"html|page|web|request|response", re.I)
"""What speaks of HTML where templates are loaded; else they make code and files as often."""
_WRITES_CODE = deferred(
    r"(?<![a-z])(?:conf(?:ig)?|settings|makefile|script|migration|css|latex|tex|sql|quer(?:y|ies)|json|yaml|markdown|code|e?mail)_?"
    r"(?:template|tpl|file|tmpl|env)",
    re.I,
)
"""What says that a template makes settings or code, and no page."""


_NO_PAGE = deferred(r"#.*\b(?:not? html|no (?:web )?pages?|python|sql|yaml|json|latex|plain text|code)\b", re.I)
"""A comment that says what the templates make, which is no page."""
_OF_CODE = deferred(r"(?:^|[\\/_])sql|codegen|code_gen|scaffold|cookiecutter|(?:^|[\\/])(?:prompts?|cli)[\\/]", re.I)
"""Paths of what makes code, prompts of a language model, or what a terminal shows."""
_OF_TEXT = deferred(r"prompt|help_?text|usage|banner|boot_?message|log_?line", re.I)
"""What texts are called that no browser shows."""


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Assign),
    only=(
        calls(
            {*_ENVIRONMENTS, *_MAKO, *_MARKUP, *_MARK_SAFE, *_TEMPLATE, *_TAKES_AUTOESCAPE, *APPLIES},
            keywords={"autoescape"},
        ),
        targets("autoescape", "TEMPLATES", "jinja_options"),
    ),
    in_tests=False,
    aliases=("S701", "S702", "S704", "S308", "B701", "B702", "B704", "B308", "B703"),
)
def autoescape_off(block: Block, call: ast.Call | ast.Assign, context: Context) -> Iterator[Finding]:
    """HTML that is made without escaping what is put into it.

    `jinja2.Environment` does not escape unless told to; Mako does not unless it gets `default_filters`; `Markup` and
    `mark_safe` say that a text is safe, so a text that is put together must not be passed to them. Jinja's templates of
    which nothing says that they make pages are a hint, as are those that make queries, settings or code, which a
    comment behind, the path (`sql`, `codegen`) or the names of all templates that the module gets (`index.rst`) may say.
    Where the text is fixed nothing is reported, and where its parts are not seen to come from outside (then it is
    `cross-site-scripting`) it is a hint, but for what a record holds that people write (`event.title`) and an object as a
    text, in a filter of templates, which are information.

    ```python
    import jinja2

    pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"))
    ```

    ```python
    import jinja2

    pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"), autoescape=jinja2.select_autoescape())
    ```
    """
    if isinstance(call, ast.Assign):
        yield from _assigned(block, call, context)
        return
    name = context.qualified(call.func)
    if (later := applied(call, name)) is not None:
        call, name = later, context.qualified(later.func)
    if name in _ENVIRONMENTS or _is_environment(call, context):
        yield from _environment(block, call, context)
    elif name in _TEMPLATE:
        text = call.args[0] if call.args else None
        if argument(call, None, "autoescape") is None and any(map(_makes_html, choices(context, text))):
            message = "Jinja escapes nothing here; pass `autoescape=True` if it makes HTML."
            yield block.finding(call.func, message, severity=Severity.INFORMATION)
    elif name in _TAKES_AUTOESCAPE:
        place = passed(context, call).place(None, "autoescape")
        if place is not None and not {False, None}.isdisjoint(constants(context, argument(call, None, "autoescape"))):
            yield block.finding(place, "Templates escape nothing here; leave `autoescape` on if they make HTML.")
    elif name in _MAKO:
        yield from _mako(block, call, context)
    elif name in _MARKUP or name in _MARK_SAFE:
        text = call.args[0] if call.args else None
        if text is None or _fixed(text) or proved(block, call, context, "cross-site-scripting"):
            return
        shown = name.rpartition(".")[2]
        written = next((part for item in choices(context, text) for part in written_parts(block, item, context)), "")
        if written:
            helper = "format_html" if name in _MARK_SAFE else f"{shown}(...).format"
            message = (
                f"`{written}` goes into the HTML as somebody wrote it; put it in with `{helper}`, which escapes it."
            )
            yield block.finding(call.func, message, severity=Severity.INFORMATION)
            return
        message = f"`{shown}` has the text taken as safe HTML, whatever was put into it; escape its parts."
        yield block.finding(call.func, message, severity=Severity.HINT)


def _reads_no_page(block: Block) -> bool:
    """Whether all texts that the block makes templates of are called queries or the like: `env.from_string(query_string)`."""
    given = [
        call.args[0]
        for call in block.nodes(ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "from_string" and call.args
    ]
    return bool(given) and all(
        not _NO_MARKUP.isdisjoint(words(getattr(item, "attr", getattr(item, "id", "")))) for item in given
    )


_NO_MARKUP = vocabulary("query queries sql prompt command cmd config regex filename path")


_PARTED = deferred(r"\.render(?:_unicode)?\([^()]*\)\.(?:r?split|splitlines|partition|encode|isdigit)\(")
"""What makes a list of values of what is rendered, which no browser shows as one page."""


def _mako(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A template of Mako that is not told to escape."""
    if argument(call, None, "default_filters") is not None:
        return
    if has_star(call):
        message = "Whether Mako escapes depends on the arguments passed on; make sure that it does for HTML."
        yield block.finding(call.func, message, severity=Severity.HINT)
        return
    message = 'Mako escapes nothing unless told to; pass `default_filters=["h"]` for HTML.'
    quiet = _WRITES_CODE.search(block.text) is not None or _PARTED.search(block.text) is not None
    quiet = quiet or _is_called_no_page(block, call, context)
    yield block.finding(call.func, message, severity=Severity.HINT if quiet else Severity.INFORMATION)


def _is_called_no_page(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether the file, or the name of what is rendered, says that it is settings, a plain mail or a query: `ini_lines = ...`."""
    statement = block.statement_of(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    bound_to = dotted(target).rpartition(".")[2] if target is not None else ""
    named = (PurePath(context.path).stem, bound_to)
    return any(map(_NO_PAGES.match, named)) or ("text/plain" in block.text and any(map(_MAIL.match, named)))


_NO_PAGES = deferred(r"(?:\w*_)?(?:ini|conf|cfg|sql|yaml|toml|csv|plain)(?:_|file|ig|\Z)", re.I)
_MAIL = deferred(r"(?:\w*_)?e?mail(?:_|\Z)", re.I)
"""What is a page as often as a text, unless its type is said."""


def _bound_to(block: Block, call: ast.Call) -> str:
    """The name that the call is bound to; empty for others."""
    parent = block.parent(call)
    target = parent.targets[0] if isinstance(parent, ast.Assign) else getattr(parent, "target", None)
    return target.id if isinstance(target, ast.Name) else ""


def _environment(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    arguments = passed(context, call)
    chosen, place = arguments.get(None, "autoescape"), arguments.value(None, "autoescape")
    if chosen is None or place is None:
        if _is_super(call) or context.qualified(call.func).endswith(".overlay") or method_of(call) == "overlay":
            return
        if arguments.open:
            message = "Whether Jinja escapes depends on the arguments passed on; make sure that it is on for HTML."
            yield block.finding(call.func, message, severity=Severity.HINT)
        else:
            message = "Jinja escapes nothing here; pass `autoescape=select_autoescape()` if it makes HTML."
            loud = _WRITES_PAGES.search(block.text) is not None and _WRITES_CODE.search(block.text) is None
            loud = loud and not context.ask("makes-no-pages") and not _reads_no_page(block)
            severity = Severity.INFORMATION if loud else Severity.HINT
            yield block.finding(call.func, message, data={} if has_star(call) else {"fix": "add"}, severity=severity)
        return
    every = choices(context, chosen)
    off = [item for item in every if _is_off(item, context)]
    if off:
        message = "Jinja escapes nothing here; leave `autoescape` on if it makes HTML."
        data = {"fix": "flip"} if isinstance(place, ast.Constant) and place is chosen else {}
        code = _WRITES_CODE.search(block.text) is not None and _WRITES_PAGES.search(block.text) is None
        code = code or _NO_PAGE.search(block.lines[block.span(place).start_line]) is not None
        elsewhere = _OF_CODE.search(context.path) is not None or _OF_TEXT.search(_bound_to(block, call)) is not None
        code = code or (elsewhere and _WRITES_PAGES.search(block.text) is None)
        quiet = len(off) < len(every) or code or not _DELIMITERS.isdisjoint(arguments.named)
        quiet = quiet or context.ask("makes-no-pages")
        yield block.finding(place, message, data=data, severity=Severity.HINT if quiet else None)
    elif not all(_is_on(item, context) for item in every):
        message = "Whether Jinja escapes depends on this value; make sure that it is on for HTML."
        yield block.finding(place, message, severity=Severity.HINT)


_DELIMITERS = frozenset({"block_start_string", "variable_start_string"})
"""What is changed where the text is in a language that has a meaning for Jinja's own: no HTML."""


def _is_environment(call: ast.Call, context: Context) -> bool:
    """Whether it is `Environment.__init__` called from a derived class, or an environment's `overlay`."""
    if not any(item.arg == "autoescape" for item in call.keywords):
        return False
    if _is_super(call):
        own = context.enclosing_class
        return own is not None and derives_from(context, f"@{own.name}", _ENVIRONMENTS)
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "overlay"
        and is_made_by(context, function.value, _ENVIRONMENTS)
    )


def _is_super(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__" else None
    return isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"


def _is_off(value: ast.expr, context: Context) -> bool:
    """Whether this value of `autoescape` means that nothing is escaped."""
    if isinstance(value, ast.Constant):
        return value.value is not True
    if isinstance(value, ast.Lambda):
        return isinstance(value.body, ast.Constant) and not value.body.value
    if isinstance(value, ast.Call) and context.qualified(value.func).endswith("select_autoescape"):
        given = argument(value, 0, "enabled_extensions")
        return isinstance(given, (ast.List, ast.Tuple, ast.Set)) and not given.elts and not _by_default(value)
    return False


def _by_default(call: ast.Call) -> bool:
    default = argument(call, 3, "default")
    return isinstance(default, ast.Constant) and bool(default.value)


def _is_on(value: ast.expr, context: Context) -> bool:
    if isinstance(value, ast.Call):
        return context.qualified(value.func).endswith("select_autoescape")
    return isinstance(value, ast.Constant) and value.value is True


def _assigned(block: Block, node: ast.Assign, context: Context) -> Iterator[Finding]:
    """Escaping switched off afterwards, or in the settings of Django or Flask."""
    message = "Templates escape nothing from here on; leave `autoescape` on if they make HTML."
    for target, value in assignments(node):
        if isinstance(target, ast.Attribute) and target.attr == "autoescape" and is_false(value):
            owner = target.value
            if getattr(owner, "attr", "") == "jinja_env" or is_made_by(context, owner, _ENVIRONMENTS):
                yield block.finding(node, message)
        elif getattr(target, "id", getattr(target, "attr", "")) in ("TEMPLATES", "jinja_options"):
            for table in (item for item in ast.walk(value) if isinstance(item, ast.Dict)):
                for key, held in zip(table.keys, table.values, strict=True):
                    if text_of(key) == "autoescape" and is_false(held):
                        yield block.finding(held, message, data={"fix": "flip"})


def _makes_html(text: ast.expr) -> bool:
    """Whether a template's text is HTML into which something is put."""
    return _HTML.search(text_of(text) or "") is not None


_HTML = deferred(
    r"<(?:!doctype|html|body|h\d|p|div|span|a|table|td|li|b|title|script)\b.*\{\{(?![^}]*\|\s*e(?:scape)?\b)",
    re.I | re.S,
)


def _fixed(node: ast.AST) -> bool:
    """Whether the text is written out in full (or translated from such a text)."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _fixed(node.left) and _fixed(node.right)
    if isinstance(node, ast.JoinedStr):
        return not any(isinstance(part, ast.FormattedValue) for part in node.values)
    return text_of(node) is not None


@autoescape_off.fix(
    "Escape what is put into HTML",
    Safety.UNSAFE,
    why="Values that hold ready-made HTML are shown as text from now on.",
    when=lambda finding: "fix" in finding.data,
)
def escape(target: Target) -> Repair:
    """Switch escaping on."""
    if target.finding.data["fix"] == "flip":
        return Repair((target.replace(target.node(ast.Constant), "True"),))
    call = target.node(ast.Call)
    if not isinstance(call.func, (ast.Attribute, ast.Name)):
        raise Refused("It is not plain what is called here.")
    imported = ensure_import(target.snapshot, "jinja2", "select_autoescape", "module", index=target.index)
    return Repair((with_keyword(target, call, f"autoescape={imported.expression}()"), *imported.changes))
