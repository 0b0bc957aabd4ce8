"""The family of data-flow rules: one check finds the flows, each rule says what its kind of flow means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.lineage import bases_around
from burnish_checks.core.names import last_word
from burnish_checks.core.rule import Finding, Severity, family
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import text_of
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.flow import kinds
from burnish_checks.security.flow.certainty import Certainty
from burnish_checks.security.flow.form_tokens import comes_with_token
from burnish_checks.security.flow.injection_rules import (
    CODE_INJECTION,
    COMMAND_INJECTION,
    LDAP_INJECTION,
    LOG_INJECTION,
    SQL_INJECTION,
    TEMPLATE_INJECTION,
    XPATH_INJECTION,
)  # fmt: skip
from burnish_checks.security.flow.marks import (
    AS_PROGRAM,
    DOTTED,
    LETTERS,
    LOOKED_AT,
    NO_HOST,
    NO_PARENT,
    NO_SLASHES,
    SLASH,
    WHOLE,
)
from burnish_checks.security.flow.proved import Proved
from burnish_checks.security.flow.proving import proved_flows
from burnish_checks.security.flow.resource_rules import (
    CROSS_SITE_SCRIPTING,
    OPEN_REDIRECT,
    PATH_TRAVERSAL,
    SERVER_SIDE_REQUEST_FORGERY,
    TRUST_BOUNDARY_VIOLATION,
    UNSAFE_DESERIALIZATION,
    XML_EXTERNAL_ENTITY,
)  # fmt: skip
from burnish_checks.security.flow.sinks import OAUTH_ERROR, SENT_FILE
from burnish_checks.security.flow.views import is_for_administrators, is_for_members
from burnish_checks.security.makers import value_of
from burnish_checks.security.regex_backtracking import regex_backtracking

FLOW_RULES = (
    SQL_INJECTION,
    COMMAND_INJECTION,
    CODE_INJECTION,
    PATH_TRAVERSAL,
    CROSS_SITE_SCRIPTING,
    SERVER_SIDE_REQUEST_FORGERY,
    OPEN_REDIRECT,
    UNSAFE_DESERIALIZATION,
    XML_EXTERNAL_ENTITY,
    XPATH_INJECTION,
    LDAP_INJECTION,
    TEMPLATE_INJECTION,
    LOG_INJECTION,
    TRUST_BOUNDARY_VIOLATION,
)
_BY_KIND = {rule.slug: rule for rule in FLOW_RULES} | {
    kinds.LINK: OPEN_REDIRECT,
    kinds.LDAP_NAME: LDAP_INJECTION,
    kinds.PATTERN: regex_backtracking,
}
_CURES = {
    kinds.SQL: "pass it as a parameter",
    kinds.COMMAND: "pass an argument list without a shell, or quote it",
    kinds.CODE: "never run it",
    kinds.PATH: "take its last part, or check that the resolved path is inside the folder",
    kinds.HTML: "escape it",
    kinds.REQUEST: "compare its host with the allowed ones",
    kinds.REDIRECT: "check that it has no host of its own, or one of those you allow",
    kinds.LINK: "take the host from the settings, or whoever asks chooses where the link leads",
    kinds.PICKLE: "read it as JSON",
    kinds.XML: "read it with `defusedxml`",
    kinds.XPATH: "pass it as a variable",
    kinds.LDAP: "escape it",
    kinds.LDAP_NAME: "escape it as part of a name",
    kinds.TEMPLATE: "pass it as a variable of a fixed template",
    kinds.LOG: "log its `repr`",
    kinds.TRUST: "check it first",
    kinds.PATTERN: "a pattern can keep the processor busy for hours: make it plain text with `re.escape`",
}
_STILL_OPEN = {
    LETTERS: "it was compared by its letters, so that `/srv/files-old` passes for `/srv/files`: use `commonpath`",
    DOTTED: "it was compared with `..` still in it: resolve it first",
    NO_PARENT: "`..` is refused, but `/etc/passwd` leaves any folder too: check that the resolved path is inside it",
    NO_SLASHES: "it holds no slash, but may be `..`: refuse that, or check that the resolved path is inside the folder",
    NO_HOST: "its host was checked, but `///host` has none as it is parsed: refuse what begins with `//` too",
    AS_PROGRAM: "it chooses the program that runs: compare it with the allowed ones",
    SLASH: "it was checked to begin with `/`, as `//host` does too: refuse that",
}
"""The same where something was checked that does not suffice, or where there is but one way to do harm."""
_LOOK_AGAIN = {
    kinds.REQUEST: "it is checked before: see that the check holds for where redirects lead, and for each look-up of the name",
    kinds.REDIRECT: "it is checked before: see that the check refuses `//host` and `/\\host`",
    kinds.PATH: "it is checked before: see that the check refuses `..` and what begins with `/`",
}
"""The same where a check was seen, of which it is not known what it lets through."""


@family(visits=syntax.Module, rules=(*FLOW_RULES, regex_backtracking))
def data_flow(block: Block, module: syntax.Module, context: Context) -> Iterator[Finding]:
    """Find untrusted data that reaches a dangerous call."""
    told_of_letters: set[syntax.AST | None] = set()
    for flow in proved_flows(block, context):
        call = flow.node
        if flow.known == LETTERS:
            around = block.function_around(call)
            if around in told_of_letters:
                continue  # one check has let them all through
            told_of_letters.add(around)
        flow = _as_served(flow, block, context)
        again = _LOOK_AGAIN.get(flow.kind) if flow.known == LOOKED_AT else None
        cure = again or _STILL_OPEN.get(flow.known) or _CURES[flow.kind]
        place = call.func if isinstance(call, syntax.Call) else call
        where = f"{flow.label}, in `{flow.through}`" if flow.through else flow.label
        yield block.finding(
            place,
            f"Data from {_sources(flow)} reaches {where}; {cure}.",
            rule=_BY_KIND[flow.kind],
            data=_data(flow, context),
            related=flow.steps,
            severity=_severity(flow, context, call),
        )


def _sources(flow: Proved) -> str:
    """Where the data comes from: "the request's `args`, `form` and the path's `name`"."""
    start = flow.source.label.partition("`")[0]
    *others, last = flow.source.label, *(label.removeprefix(start) for label in sorted(flow.beside)[:_MOST_BESIDE])
    return f"{', '.join(others)} and {last}" if others else last


_MOST_BESIDE = 2
"""How many sources are named beside the one that the steps begin with."""


def _as_served(flow: Proved, block: Block, context: Context) -> Proved:
    """The flow, in doubt where few can send the data, and a hint where a page may not be HTML at all."""
    call = flow.node
    if flow.known == NO_HOST and any(context.ask("imports-module", name) for name in _JOINING):
        return flow._replace(certainty=Certainty.UNLIKELY)
    if flow.label == OAUTH_ERROR and _ASKS_CLIENT.search(block.text):
        return flow._replace(certainty=Certainty.UNLIKELY)
    by_administrator = is_for_administrators(block.body[0], bases_around(context))
    known = flow.certainty is Certainty.CERTAIN or flow.known == LOOKED_AT
    known = known or is_for_administrators(block.body[0], ())  # a mixin may let others through
    if known and flow.kind in _PLACES and (by_administrator or _is_setting_up(block, context)):
        return flow._replace(certainty=Certainty.UNLIKELY)
    of_members = is_for_members(block.body[0])
    if (of_members or _shows_folders(flow, block, context)) and flow.known == WHOLE:
        return flow._replace(certainty=Certainty.UNLIKELY)
    if flow.kind == kinds.REQUEST and _is_guarded(flow, block):
        return flow._replace(certainty=Certainty.UNLIKELY)
    in_bounds = of_members or flow.source.is_of_path or flow.certainty is Certainty.IN_DOUBT
    if flow.kind == kinds.PATTERN and in_bounds:
        return flow._replace(certainty=Certainty.UNLIKELY)
    if flow.certainty is not Certainty.CERTAIN:
        unlikely = flow.kind == kinds.CODE and by_administrator  # who may name any module that is there
        unlikely = unlikely or (flow.kind == kinds.HTML and "cookie" not in flow.source.label.lower())
        return flow._replace(certainty=Certainty.UNLIKELY) if unlikely else flow
    if flow.kind == kinds.LINK:
        checked = context.ask("imports-module", "django")  # which compares it with the allowed hosts
        return flow._replace(certainty=Certainty.UNLIKELY if checked else Certainty.IN_DOUBT)
    if (
        flow.kind == kinds.REDIRECT
        and comes_with_token(flow.source.label, block, context)
        and not _signs_in(block, context)
    ):
        return flow._replace(certainty=Certainty.UNLIKELY)
    doubted = (
        by_administrator
        or (flow.kind in (kinds.HTML, kinds.REDIRECT) and comes_with_token(flow.source.label, block, context))
        or (flow.label == SENT_FILE and flow.known == WHOLE and any(map(_BROWSES.search, _called(block, context))))
        or (flow.kind == kinds.SQL and isinstance(call, syntax.Call) and _is_console(call, context))
    )
    return flow._replace(certainty=Certainty.IN_DOUBT) if doubted else flow


_ASKS_CLIENT = deferred(r"get_consent_grant|query_client|redirect_uris?\(")
"""What asks the client of OAuth to which addresses it may be led on."""
_JOINING = ("webob", "pyramid")
"""Libraries whose answers join an address to that of the request: `urljoin` takes the empty host of `///host` for the own."""
_PLACES = frozenset({kinds.PATH, kinds.REQUEST})
"""What administrators choose anyway: where files lie, and which servers are asked."""


def _is_setting_up(block: Block, context: Context) -> bool:
    """Whether the function or file is called one that sets the program up, for whoever has just installed it."""
    return any(map(_SETS_UP.fullmatch, _called(block, context)))


def _is_guarded(flow: Proved, block: Block) -> bool:
    """Whether the call stands in a `with` that says it keeps connections from where they must not lead: `make_safe_connect()`."""
    around = (item for item in block.ancestors(flow.node) if isinstance(item, (syntax.With, syntax.AsyncWith)))
    entered = (item.context_expr for outer in around for item in outer.items)
    return any(isinstance(item, syntax.Call) and _GUARDS.search(last_word(item.func)) for item in entered)


_GUARDS = deferred(r"(?<!un)safe|ssrf|guard|protect|restrict", re.I)


def _shows_folders(flow: Proved, block: Block, context: Context) -> bool:
    """Whether the function or file is called one that lets its user choose among the folders of the machine, and but looks
    at the one that is named."""
    if not flow.through and not (isinstance(flow.node, syntax.Call) and last_word(flow.node.func) in _LOOKS):
        return False
    return any(map(_BROWSES.search, _called(block, context)))


def _called(block: Block, context: Context) -> tuple[str, str]:
    """What the function and its file are called."""
    return getattr(block.body[0], "name", ""), PurePath(context.path).stem


_BROWSES = deferred(
    r"brows(?:e|ing)_(?:folder|file|dir|path)|(?:file|folder)_?(?:browser|explorer|picker|chooser)"
    r"|(?:^|_)list_folders(?:_|$)",
    re.I,
)
_LOOKS = frozenset(["listdir", "scandir", "walk", "iterdir", "glob", "iglob", "rglob", "stat", "access", "disk_usage"])
"""What tells what is in a folder, or of a file, and changes neither."""
_SETS_UP = deferred(r"setup|install(?:er)?|(?:setup_)?wizard|first_run|onboarding", re.I)


def _signs_in(block: Block, context: Context) -> bool:
    """Whether a function or class around is called one where visitors sign in, or reads the address too, as a link fills it."""
    if ".GET" in block.text:
        return True
    names = (getattr(block.body[0], "name", ""), *(item.name for item in context.enclosing))
    return any(map(_SIGNS_IN.search, names))


_SIGNS_IN = deferred(r"log_?in|log_?out|sign_?(?:in|up|out)|auth|regist|redirect|next", re.I)


def _is_console(call: syntax.Call, context: Context) -> bool:
    """Whether the whole query is what the request calls one, `request.form["sql"]`: to run it is what the page is for."""
    for given in (*call.args, *(item.value for item in call.keywords)):
        read = value_of(context, given)
        key = read.slice if isinstance(read, syntax.Subscript) else None
        if isinstance(read, syntax.Call) and read.args and method_of(read) == "get":
            key = read.args[0]
        if text_of(key) in _QUERIES:
            return True
    return False


_QUERIES = frozenset({"query", "sql", "sql_query", "statement"})


def _data(flow: Proved, context: Context) -> dict[str, str]:
    """What the fixes go by: the dotted name that is called, where the sink is in this function."""
    if flow.through:
        return {"through": flow.through}
    return (
        {"callee": context.qualified(flow.node.func) or "?"} if isinstance(flow.node, syntax.Call) else {"callee": ""}
    )


def _severity(flow: Proved, context: Context, call: syntax.AST) -> Severity | None:
    if flow.certainty is Certainty.UNLIKELY:
        return Severity.HINT
    if not flow.source.remote:
        return Severity.INFORMATION
    if flow.certainty is Certainty.IN_DOUBT:
        return Severity.WARNING
    if flow.kind == kinds.XML and isinstance(call, syntax.Call) and context.qualified(call.func).startswith("xml."):
        return Severity.WARNING
    return None
