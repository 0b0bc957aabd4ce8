"""Numbers that the standard library has a name for: HTTP statuses, error numbers, signals, and the like."""

from __future__ import annotations

import errno
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from burnish_checks import syntax
from burnish_checks.constants.literals import number
from burnish_checks.constants.words import split, words_of
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import caught_types

_RENAMED = {
    413: "REQUEST_ENTITY_TOO_LARGE",
    414: "REQUEST_URI_TOO_LONG",
    416: "REQUESTED_RANGE_NOT_SATISFIABLE",
    422: "UNPROCESSABLE_ENTITY",
}
_STATUS = {status.value: _RENAMED.get(status.value, status.name) for status in HTTPStatus}
"""By number, under the names that every supported Python has."""
_SENDERS = frozenset({"abort", "set_status", "send_error", "send_response", "HTTPError", "HTTPException", "write_head"})
_SAME_EVERYWHERE = frozenset(range(1, 35)) - {11}
"""Error numbers that POSIX systems agree on."""
_SIGNALS = {1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 6: "SIGABRT", 9: "SIGKILL", 14: "SIGALRM", 15: "SIGTERM"}
_SIGNAL_CALLS = {"os.kill": 1, "os.killpg": 1, "signal.signal": 0, "signal.raise_signal": 0}
NAMED_ARGUMENTS = frozenset({"kill", "killpg", "signal", "raise_signal", "send_signal", "shutdown", "seek"})
"""The last words of the functions of which a small number may be an argument that has a name."""
_STAT = {
    0o400: "S_IRUSR", 0o200: "S_IWUSR", 0o100: "S_IXUSR", 0o700: "S_IRWXU",
    0o040: "S_IRGRP", 0o020: "S_IWGRP", 0o010: "S_IXGRP", 0o070: "S_IRWXG",
    0o004: "S_IROTH", 0o007: "S_IRWXO",
    0o4000: "S_ISUID", 0o2000: "S_ISGID", 0o1000: "S_ISVTX", 0o040000: "S_IFDIR", 0o100000: "S_IFREG",
}  # fmt: skip
_FAMILIES = {"smtp", "ftp", "nntp", "pop"}


@dataclass(frozen=True)
class StandardName:
    """A name in a module of the standard library."""

    family: str
    module: str
    attribute: str
    """What is imported from the module: `HTTPStatus`; empty where the module itself is (`errno.ENOENT`)."""
    member: str
    exact: bool
    """Whether the name can stand for the number in every respect: false where it may be formatted as text."""

    @property
    def shown(self) -> str:
        """How it is written where it is imported in the usual way."""
        return f"{self.attribute or self.module}.{self.member}"


def standard_name(
    block: Block, node: syntax.expr, role: str, words: Sequence[str], partner: object
) -> StandardName | None:
    """The standard library's name for a whole number that stands in this role; None if it has none."""
    value = number(node)
    if type(value) is not int or not isinstance(node, syntax.Constant):
        return None
    call = partner if isinstance(partner, syntax.Call) else None
    if value in _STATUS and _is_status(block, node, role, words, call):
        return StandardName("status", "http", "HTTPStatus", _STATUS[value], role == "compare")
    if (
        role == "compare"
        and words
        and words[-1] == "errno"
        and value in _SAME_EVERYWHERE
        and value in errno.errorcode
        and not _looks_up_hosts(block, node)
    ):
        return StandardName("errno", "errno", "", errno.errorcode[value], True)
    if role == "argument" and call is not None:
        return _argument(node, value, call)
    if role == "bits" and "mode" in words and value in _STAT and block.source(node)[:2].lower() == "0o":
        return StandardName("stat", "stat", "", _STAT[value], True)
    return None


def _looks_up_hosts(block: Block, node: syntax.expr) -> bool:
    """Whether the code around an error looks up the name of a host, whose failures have numbers of their own (`EAI_NONAME`)."""
    handler = next((item for item in block.ancestors(node) if isinstance(item, syntax.ExceptHandler)), None)
    names = {dotted(item).rpartition(".")[2] for item in caught_types(handler)} if handler is not None else set()
    if names & {"OSError", "IOError", "EnvironmentError", "ConnectionError"}:
        return False
    whole: syntax.AST = node
    for around in block.ancestors(node):
        if not isinstance(around, syntax.expr):
            break
        whole = around
    return not _OF_HOSTS.isdisjoint((*split(block.source(whole)), *split(" ".join(names))))


_OF_HOSTS = frozenset(
    {"gaierror", "getaddrinfo", "resolver", "dns", "domain", "hostname", "http", "client", "url", "eai"}
)
"""Words of errors that may come of asking where a host is."""


def _argument(node: syntax.expr, value: int, call: syntax.Call) -> StandardName | None:
    callee = dotted(call.func)
    place = call.args.index(node)
    sends = isinstance(call.func, syntax.Attribute) and call.func.attr == "send_signal"
    if value in _SIGNALS and hasattr(signal, _SIGNALS[value]) and (_SIGNAL_CALLS.get(callee) == place or sends):
        return StandardName("signal", "signal", "", _SIGNALS[value], True)
    receiver = words_of(call.func.value) if isinstance(call.func, syntax.Attribute) else []
    if callee.endswith(".shutdown") and {"sock", "socket", "connection"}.intersection(receiver) and value in (0, 1, 2):
        return StandardName("socket", "socket", "", ("SHUT_RD", "SHUT_WR", "SHUT_RDWR")[value], True)
    if callee.endswith(".seek") and place == 1 and value in (1, 2):
        return StandardName("seek", "os", "", ("SEEK_SET", "SEEK_CUR", "SEEK_END")[value], True)
    return None


def _is_status(block: Block, node: syntax.expr, role: str, words: Sequence[str], call: syntax.Call | None) -> bool:
    if role == "compare":
        return _is_status_comparison(block, node, words)
    if role == "argument" and call is not None:
        name = call.func.attr if isinstance(call.func, syntax.Attribute) else dotted(call.func)
        return call.args[0] is node and name in _SENDERS
    if role in ("keyword", "default"):
        return list(words) in (["status"], ["status", "code"], ["http", "status"]) and _is_web(block)
    return False


def _is_status_comparison(block: Block, node: syntax.expr, words: Sequence[str]) -> bool:
    parent = block.parent(node)
    compare = parent if isinstance(parent, syntax.Compare) else block.parent(parent) if parent is not None else None
    if not isinstance(compare, syntax.Compare) or len(compare.ops) != 1:
        return False
    if not isinstance(compare.ops[0], (syntax.Eq, syntax.NotEq, syntax.In, syntax.NotIn)):
        return False
    last = [word for word in words if word not in ("int", "num", "number")][-2:]  # `code_int`
    if last[-1:] == ["status"] or last == ["status", "code"] or last == ["response", "code"]:
        return not _FAMILIES.intersection(words)
    return last[-1:] == ["code"] and len(last) == 1 and _is_web(block)


def _is_web(block: Block) -> bool:
    """Whether the code around speaks of HTTP."""
    return bool({"http", "url", "request", "response", "href", "web"}.intersection(split(block.text)))
