"""Names that a module has for types, and methods that are named for what they take."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Message, Send], Awaitable[None]]
QueryParamTypes = dict[str, str] | list[tuple[str, str]] | str
EventHook = Callable[[str], None]


def by_alias(send, message):  # infer: send: Send?; message: Message?
    return send, message


def by_end_of_alias(app, params=None):  # infer: app: ASGIApp?; params: QueryParamTypes | None?
    return app, params


def by_alias_of_one(event_hooks):  # infer: event_hooks: -
    return event_hooks


class Node:
    pass


class Name(Node):
    text = ""


class Call(Node):
    pass


class Visitor:
    def visit_Name(self, node):  # infer: node: Name?
        return node.text

    def visit_Call(self, node, more):  # infer: node: Call?; more: -
        return node


def passes_on(first):  # infer: first: -
    takes_a_path(first)


def passes_on_by_name(path):  # infer: path: str?
    takes_a_folder(path)


def takes_a_path(path):  # infer: path: str?
    return path


def takes_a_folder(path):  # infer: path: str?
    return path


def by_environment(environ=os.environ):  # infer: environ: Mapping[str, str]?
    return environ["HOME"]
