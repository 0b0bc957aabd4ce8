"""lsprotocol's classes are the same when they are made one by one, and few are made before the first diagnostics."""

from __future__ import annotations

import subprocess
import sys

import pytest

_TOLD = """
import inspect, re, attrs
from lsprotocol import types
from lsprotocol.converters import get_converter
converter = get_converter()  # which looks up what all annotations say
for name, cls in sorted(types.ALL_TYPES_MAP.items()):
    if isinstance(cls, type) and attrs.has(cls):
        for item in attrs.fields(cls):
            print(item.name, item.type, item.default, re.sub(" at 0x[0-9a-f]+", "", repr(item.validator)), item.init)
        print(name, inspect.signature(cls), cls.__hash__, cls.__match_args__, cls.__eq__ is object.__eq__)
for name, cls in sorted(types.ALL_TYPES_MAP.items()):
    if isinstance(cls, type) and attrs.has(cls):
        try:
            print(name, converter.structure({}, cls), converter.unstructure(converter.structure({}, cls)))
        except Exception as error:
            print(name, type(error))
place = types.Range(types.Position(1, 2), types.Position(3, 4))
item = types.Diagnostic(place, "here", severity=types.DiagnosticSeverity.Error, data={"a": [1]})
print(item, converter.unstructure(item), converter.structure(converter.unstructure(item), types.Diagnostic) == item)
print(types.Position(1, 2) < types.Position(1, 3), place == types.Range(types.Position(1, 2), types.Position(3, 4)))
for wrong in ({"range": {}}, {"range": {"start": {"line": -1, "character": "x"}}, "message": 1}):
    try:
        print(converter.structure(wrong, types.Diagnostic))
    except Exception as error:
        print(type(error), [str(item) for item in error.exceptions])
"""
_BEFORE = "from burnish.lsp.made_when_used import import_types, make_some; import_types()\n"
_STARTED = f"""
{_BEFORE}
import asyncio, json
from burnish.lsp import made_when_used
from burnish.lsp.server import BurnishServer
asyncio.events._set_running_loop(asyncio.new_event_loop())
class Writer:
    def write(self, data): self.write_parts(data)
    def write_parts(self, *parts): print(b"".join(parts).decode())
server = BurnishServer(lambda function: None)
server.protocol.set_writer(Writer(), include_headers=False)
document = dict(uri="file:///a.py", languageId="python", version=1, text="import os\\n")
for message in (
    dict(id=1, method="initialize", params=dict(processId=None, rootUri=None, capabilities={{}})),
    dict(method="initialized", params={{}}),
    dict(method="textDocument/didOpen", params=dict(textDocument=document)),
):
    server.protocol.receive(json.dumps(message).encode())
server.session.flush()
print(sum(not made_when_used._is_noted(cls) for cls in made_when_used._left))
"""


def _printed(program: str) -> list[str]:
    command = [sys.executable, "-I", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("before", [_BEFORE, f"{_BEFORE}while make_some(7): pass\n"], ids=["when used", "at rest"])
def test_the_classes_are_the_usual_ones(before: str) -> None:
    usual, made = _printed(_TOLD), _printed(before + _TOLD)
    assert len(usual) > 1_000
    assert made == usual


def test_few_are_made_before_the_first_diagnostics() -> None:
    *messages, made = _printed(_STARTED)
    assert "unused-import" in messages[-1]
    assert 10 < int(made) < 120


def test_what_is_imported_already_stays_as_it_is() -> None:
    program = f"from lsprotocol import types\n{_BEFORE}print(hasattr(types.Position, '__slots__'), make_some(1))"
    assert _printed(program) == ["True False"]
