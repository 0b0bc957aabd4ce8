"""Which exception is a kind of which, across the modules of a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for, role_of

ERRORS = """import gateway.base
from vendor import VendorError


class ApiError(Exception): ...
class ClientError(ApiError): ...
class RateLimited(ClientError): ...
class Other(Exception): ...
class Outer(VendorError): ...
class Inner(Outer): ...
class Client:
    class Failed(Exception): ...
    class Refused(Failed): ...


Moved = RateLimited
"""
FACE = "from .errors import ApiError, RateLimited\nfrom . import errors\n"


def unreachable(folder: Path, imports: str, first: str, second: str) -> int:
    """How many findings of `unreachable-handler` there are where one exception is caught before the other."""
    text = f"{imports}\n\ntry:\n    send()\nexcept {first}:\n    pass\nexcept {second}:\n    pass\n"
    texts = {"gateway/errors.py": ERRORS, "gateway/__init__.py": FACE, "gateway/client.py": text}
    for name, content in texts.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(content)
    settings = Settings(select=("unreachable-handler",))
    index = WorkspaceIndex([str(folder)], engine_for(settings, role_of("client.py")).collectors)
    index.build([str(folder / name) for name in texts])
    path = str(folder / "gateway/client.py")
    snapshot = open_document(text, environment_for(path, settings, index))
    assert not list(snapshot.failures())
    return sum(item.finding.rule.slug == "unreachable-handler" for item in snapshot.findings())


@pytest.mark.parametrize(
    ("imports", "first", "second", "count"),
    [
        ("from gateway.errors import ApiError, RateLimited", "ApiError", "RateLimited", 1),
        ("from .errors import ApiError as Root, RateLimited", "Root", "RateLimited", 1),
        ("from gateway import ApiError\nfrom gateway.errors import RateLimited", "ApiError", "RateLimited", 1),
        ("from gateway import errors\nimport gateway.errors", "errors.ApiError", "gateway.errors.RateLimited", 1),
        ("from gateway.errors import *", "ApiError", "Moved", 1),
        ("from gateway.errors import Client", "Client.Failed", "Client.Refused", 1),
        ("from gateway.errors import Inner, Outer", "Outer", "Inner", 1),
        ("from gateway.errors import Inner\nimport vendor", "vendor.VendorError", "Inner", 1),
        ("from gateway.errors import ApiError\n\nclass Mine(ApiError): ...", "ApiError", "Mine", 1),
        ("from gateway.errors import ApiError, RateLimited", "RateLimited", "ApiError", 0),
        ("from gateway.errors import ApiError, Other", "ApiError", "Other", 0),
        ("from vendor import ApiError\nfrom gateway.errors import RateLimited", "ApiError", "RateLimited", 0),
        ("import requests", "requests.RequestException", "requests.exceptions.Timeout", 1),
        ("import requests", "requests.ConnectionError", "requests.ReadTimeout", 0),
        ("from urllib.error import HTTPError, URLError", "URLError", "HTTPError", 1),
        ("import subprocess", "subprocess.SubprocessError", "subprocess.TimeoutExpired", 1),
    ],
)
def test_a_handler_behind_that_of_a_base_class(
    imports: str, first: str, second: str, count: int, tmp_path: Path
) -> None:
    assert unreachable(tmp_path, imports, first, second) == count
