"""Where a program leaves it to whoever runs it whether certificates are checked."""

from __future__ import annotations

import ast
import re

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.rule import Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import is_false, is_true, text_of
from burnish_checks.security.known import choices


def is_option(block: Block, node: ast.AST) -> bool:
    """Whether it stands under an option that switches the check off, `if self.ignore_cert`, or in the `else` of one for it."""
    child = node
    for around in block.ancestors(node):
        for asked in _asked_about(around.test) if isinstance(around, ast.If) else ():
            option = _ASKED if isinstance(around, ast.If) and child in around.orelse else _OPTION
            if option.search(_name_asked(asked)):
                return True
        if isinstance(around, ast.If) and child in around.body and _is_one_of_two(block, around):
            return True
        if isinstance(around, ast.If) and child in around.body and _is_setting_off(around.test):
            return True
        if isinstance(around, ast.If) and _is_unchecked(around.test, child in around.orelse):
            return True
        child = around
    return False


def _asked_about(test: ast.expr) -> list[ast.expr]:
    """The names whose truth a condition asks for, `self.verify`, `self.verify is True` or each of several in a row."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return [name for part in test.values for name in _asked_about(part)]
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Is, ast.Eq)):
        test = test.left if is_true(test.comparators[0]) else test
    return [test] if isinstance(test, (ast.Name, ast.Attribute, ast.Subscript)) else []


def _is_one_of_two(block: Block, choice: ast.If) -> bool:
    """Whether an option that whoever starts the program gives it, whatever that is called, takes the check away that is made
    without it: `if args.td: ... else: context = ssl.create_default_context()`."""
    asked = choice.test
    owner = dotted(asked.value).rpartition(".")[2] if isinstance(asked, ast.Attribute) else ""
    return owner in _OPTIONS and any(_CHECKS.search(block.source(item)) for item in choice.orelse)


_OPTIONS = frozenset({"args", "arguments", "ar", "opts", "options", "opt", "flags"})
_CHECKS = deferred(r"create_default_context|CERT_REQUIRED")


def _name_asked(asked: ast.expr) -> str:
    """The name of what is asked for: a dotted one, or the key under which a configuration has it."""
    return text_of(asked.slice) or "" if isinstance(asked, ast.Subscript) else dotted(asked)


def is_called_insecure(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether a class or function around says by its name that it checks nothing: whoever asks for it has chosen so."""
    around = [item.name for item in block.ancestors(node) if isinstance(item, (ast.ClassDef, *syntax.FunctionNode))]
    around += [item.name for item in context.enclosing]
    return any(_BY_NAME.search(name) for name in around)


def is_named_by_option(block: Block, off: ast.expr) -> bool:
    """Whether it is what a setting asks for by the same word: `elif tls == "allow": wanted = OPT_X_TLS_ALLOW`."""
    word = dotted(off).rpartition("_")[2].lower()
    around = block.ancestors(off) if block.parent(off) is not None else ()
    tests = [item.test for item in around if isinstance(item, ast.If) and isinstance(item.test, ast.Compare)]
    return any((text_of(side) or "").lower() == word for test in tests for side in (test.left, *test.comparators))


def speaks_no_tls(block: Block, node: ast.AST) -> bool:
    """Whether all addresses in the texts of the function around are of `http`: there is no certificate to be checked."""
    function = block.function_around(node)
    written = [text for text in _texts_of(block, function) if _HOSTS.search(text)] if function is not None else []
    return bool(written) and not any("https" in text for text in written)


def goes_to_own_machine(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether all addresses that the call is given are of this machine, as that of a proxy for tests is; where none is known,
    those that the code of the function around holds."""
    function = block.function_around(node)
    hosts = _hosts_given(node, context) if isinstance(node, ast.Call) else []
    hosts = hosts or (_hosts_written(block, function) if function is not None else [])
    return bool(hosts) and all(map(_OF_OWN_MACHINE.fullmatch, hosts))


def _hosts_given(call: ast.Call, context: Context) -> list[str]:
    """The hosts in the texts that the arguments of a call may stand for."""
    given = [part for item in (*call.args, *call.keywords) for part in ast.walk(item) if isinstance(part, ast.expr)]
    held = [
        text for part in given for text in choices(context, part) if isinstance(text, (ast.Constant, ast.JoinedStr))
    ]
    return [host for text in held for host in _HOSTS.findall(ast.unparse(text))]


def _hosts_written(block: Block, function: ast.AST) -> list[str]:
    """The hosts in the texts of a function."""
    return [host for text in _texts_of(block, function) for host in _HOSTS.findall(text)]


def _texts_of(block: Block, function: ast.AST) -> list[str]:
    """The texts of a function, those apart that stand alone as docstrings do."""
    texts = [item for item in ast.walk(function) if isinstance(item, (ast.Constant, ast.JoinedStr))]
    return [ast.unparse(item) for item in texts if not isinstance(block.parent(item), ast.Expr)]


_HOSTS = deferred(r"\bhttps?://(\[[^\]]*\]|[^/:\s\"'?#]*)")
_OF_OWN_MACHINE = deferred(r"localhost|127(?:\.\d+){3}|\[::1\]")
_BY_NAME = deferred(r"insecure|unverified|un_?checked|no_?verif|without_?verif|ignor\w*_?(?:cert|ssl|tls)", re.I)


def _is_setting_off(test: ast.expr) -> bool:
    """Whether it asks for a setting that switches the check off: `config.verify is False`, `not self.verify`,
    `self.own_cert == "no"`."""
    asked: ast.expr | None = None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        asked = test.operand
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Is, ast.Eq)):
        asked = test.left if is_false(test.comparators[0]) else None
        if (text_of(test.comparators[0]) or "").lower() in _SAYS_NO:
            return _OF_CERTIFICATES.search(dotted(test.left)) is not None
    return isinstance(asked, ast.Attribute) and _ASKED.search(dotted(asked)) is not None


_SAYS_NO = frozenset({"no", "off", "none", "never", "false", "0", "disable", "disabled", "ignore", "skip"})
_OF_CERTIFICATES = deferred(r"ce?rt|verif|tls|ssl|(?:^|[._])ca(?:[._]|$)", re.I)


def _is_unchecked(test: ast.expr, otherwise: bool) -> bool:
    """Whether the branch of a condition is the one for `CERT_NONE`, where no certificate is checked whatever else is set."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    wanted = (ast.NotEq, ast.IsNot) if otherwise else (ast.Eq, ast.Is)
    sides = {dotted(side).rpartition(".")[2] for side in (test.left, test.comparators[0])}
    return isinstance(test.ops[0], wanted) and "CERT_NONE" in sides


_OPTION = deferred(
    r"ignore_?(?:cert|ssl|tls)|insecure|no_?(?:verif|check_?cert)|skip_?(?:verif|cert|tls|ssl)"
    r"|(?:allow|accept|trust)\w*_?(?:self_?signed|invalid|untrusted)|(?:allow|accept|trust)\w*_any(?:_|$)",
    re.I,
)
_ASKED = deferred(r"^(?!.*(?:no|skip|un)_?verif).*(?:verif(?:y|ied)|(?:check|validate)_?(?:cert|ssl|tls|host))", re.I)


def is_set_by_option(block: Block, call: ast.Call, off: list[ast.expr]) -> bool:
    """Whether the check is switched off above the call, under a condition that asks for it by name: `if conf["insecure"]`."""
    here = set(block.ancestors(call))
    return all(
        any(
            isinstance(around, ast.If) and around not in here and _SPEAKS_OF_IT.search(block.source(around.test))
            for around in (block.ancestors(item) if block.parent(item) is not None else ())
        )
        for item in off
    )


_SPEAKS_OF_IT = deferred(r"verif|insecure|(?:ignore|skip|no)_?(?:ssl|tls|cert)|self_?signed", re.I)


def asked_for(block: Block, node: ast.AST) -> Severity | None:
    """A hint under a comparison of an option with the name of a version: whoever set it has asked for that one."""
    for around in block.ancestors(node):
        if not isinstance(around, (ast.If, ast.IfExp)):
            continue
        for test in ast.walk(around.test):
            if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Eq, ast.In)):
                sides = [part for side in (test.left, *test.comparators) for part in ast.walk(side)]
                if any(_VERSION.search(text_of(part) or "") for part in sides):
                    return Severity.HINT
    return None


_VERSION = deferred(r"(?:tls|ssl)[ _-]?v?[123]", re.I)


def severity_by_choice(block: Block, node: ast.AST) -> Severity:
    """A hint where a condition decides, as when the user asks for it; else information."""
    around = list(block.ancestors(node))
    conditions = [item.test for item in around if isinstance(item, ast.If) and not _is_default(item, node, around)]
    conditions += [item.test for item in around if isinstance(item, ast.IfExp)]
    return Severity.INFORMATION if all(map(_is_about_name, conditions)) else Severity.HINT


def _is_default(branch: ast.If, node: ast.AST, around: list[ast.AST]) -> bool:
    """Whether it stands where a parameter was left at its default, `None`, by all who ask for nothing."""
    test = branch.test
    name = test.left.id if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) else ""
    function = next((item for item in around if isinstance(item, syntax.FunctionNode)), None)
    if not name or not isinstance(test, ast.Compare) or function is None or ast.dump(test.comparators[0]) != _NONE:
        return False
    listed = function.args
    defaulted = [*zip(reversed([*listed.posonlyargs, *listed.args]), reversed(listed.defaults), strict=False)]
    defaulted += [(item, value) for item, value in zip(listed.kwonlyargs, listed.kw_defaults, strict=True) if value]
    held = (
        branch.body if isinstance(test.ops[0], ast.Is) else branch.orelse if isinstance(test.ops[0], ast.IsNot) else []
    )
    here = any(item is node or item in around for item in held)
    return here and any(item.arg == name and ast.dump(value) == _NONE for item, value in defaulted)


_NONE = ast.dump(ast.Constant(None))


def _is_about_name(test: ast.expr) -> bool:
    """Whether a condition looks at how a name begins or ends, as that of the server, which no user has asked for."""
    method = test.func if isinstance(test, ast.Call) else None
    return isinstance(method, ast.Attribute) and method.attr in ("endswith", "startswith")
