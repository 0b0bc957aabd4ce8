"""The rule autoescape-off."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.security.calls import argument, has_star, text_of, with_keyword
from burnish_checks.security.flow.shown import proved

_ENVIRONMENTS = frozenset(
    {"jinja2.Environment", "jinja2.environment.Environment", "jinja2.sandbox.SandboxedEnvironment"}
)
_MAKO = frozenset({"mako.template.Template"})
_MARKUP = frozenset({"markupsafe.Markup", "flask.Markup", "jinja2.Markup"})
_MARK_SAFE = frozenset(
    {"django.utils.safestring.mark_safe", "django.utils.safestring.SafeString", "django.utils.html.mark_safe"}
)


_WRITES_PAGES = re.compile(r"html|page|web|request|response", re.I)
"""What speaks of HTML where templates are loaded; else they make code and files as often."""
_WRITES_CODE = re.compile(
    r"(?<![a-z])(?:conf(?:ig)?|settings|makefile|script|migration|css|latex|tex|sql|json|yaml|markdown|code|e?mail)_?"
    r"(?:template|tpl|file|tmpl|env)",
    re.I,
)
"""What says that a template makes settings or code, and no page."""


@rule(
    Category.SECURITY,
    visits=syntax.Call,
    only=(calls({*_ENVIRONMENTS, *_MAKO, *_MARKUP, *_MARK_SAFE}),),
    in_tests=False,
    aliases=("S701", "S702", "S704", "S308", "B701", "B702", "B704", "B308", "B703"),
)
def autoescape_off(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """HTML that is made without escaping what is put into it.

    `jinja2.Environment` does not escape unless told to; Mako does not unless it gets `default_filters`; `Markup` and
    `mark_safe` say that a text is safe, so a text that is put together must not be passed to them. Jinja's templates of which
    nothing says that they make pages are a hint. Where the text is
    fixed nothing is reported, and where its parts are not seen to come from outside (then it is `cross-site-scripting`) it is a
    hint.

    ```python
    import jinja2

    pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"))
    ```

    ```python
    import jinja2

    pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"), autoescape=jinja2.select_autoescape())
    ```
    """
    name = context.qualified(call.func)
    if name in _ENVIRONMENTS:
        yield from _environment(block, call, context)
    elif name in _MAKO:
        if argument(call, None, "default_filters") is None and has_star(call):
            message = "Whether Mako escapes depends on the arguments passed on; make sure that it does for HTML."
            yield block.finding(call.func, message, severity=Severity.HINT)
        elif argument(call, None, "default_filters") is None:
            message = 'Mako escapes nothing unless told to; pass `default_filters=["h"]` for HTML.'
            quiet = _WRITES_CODE.search(block.text) is not None
            yield block.finding(call.func, message, severity=Severity.HINT if quiet else Severity.INFORMATION)
    elif name in _MARKUP or name in _MARK_SAFE:
        text = call.args[0] if call.args else None
        if text is None or _fixed(text) or proved(block, call, context, "cross-site-scripting"):
            return
        shown = name.rpartition(".")[2]
        message = f"`{shown}` has the text taken as safe HTML, whatever was put into it; escape its parts."
        yield block.finding(call.func, message, severity=Severity.HINT)


def _environment(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    chosen = argument(call, None, "autoescape")
    if chosen is None:
        if has_star(call):
            message = "Whether Jinja escapes depends on the arguments passed on; make sure that it is on for HTML."
            yield block.finding(call.func, message, severity=Severity.HINT)
        else:
            message = "Jinja escapes nothing here; pass `autoescape=select_autoescape()` if it makes HTML."
            loud = _WRITES_PAGES.search(block.text) is not None and _WRITES_CODE.search(block.text) is None
            severity = Severity.INFORMATION if loud else Severity.HINT
            yield block.finding(call.func, message, data={"fix": "add"}, severity=severity)
    elif isinstance(chosen, ast.Constant):
        if chosen.value is not True:
            message = "Jinja escapes nothing here; leave `autoescape` on if it makes HTML."
            yield block.finding(chosen, message, data={"fix": "flip"})
    elif not (isinstance(chosen, ast.Call) and context.qualified(chosen.func).endswith("select_autoescape")):
        message = "Whether Jinja escapes depends on this value; make sure that it is on for HTML."
        yield block.finding(chosen, message, severity=Severity.HINT)


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
