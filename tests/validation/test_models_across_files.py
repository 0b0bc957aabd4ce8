"""A model is filled from requests where a route of another file takes it, however that file names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for, role_of

MODELS = "from pydantic import BaseModel\n\n\nclass Server(BaseModel):\n    labels: dict\n"
ROUTE = (
    "from fastapi import FastAPI\n{}\n\napp = FastAPI()\n\n\n{}\ndef create(server: {}):\n    return server.labels\n"
)
POST = "@app.post('/servers')"


def loose(folder: Path, texts: dict[str, str]) -> list[str]:
    """The messages of `loose-model` in `shop/models.py`, in a workspace of these files."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text)
    settings = Settings(select=("loose-model",))
    index = WorkspaceIndex([str(folder)], engine_for(settings, role_of("shop.py")).collectors)
    index.build([str(folder / name) for name in texts])
    path = str(folder / "shop/models.py")
    found = open_document(texts["shop/models.py"], environment_for(path, settings, index)).findings()
    return [item.finding.message for item in found if item.finding.rule.slug == "loose-model"]


@pytest.mark.parametrize(
    ("imported", "decorator", "annotation", "count"),
    [
        ("from shop.models import Server", POST, "Server", 1),
        ("from shop.models import Server as Wanted", POST, "Wanted", 1),
        ("from shop import models", POST, "models.Server", 1),
        ("from shop import models as m", POST, "list[m.Server]", 1),
        ("import shop.models", POST, "shop.models.Server", 1),
        ("from .models import Server", POST, "Server | None", 1),
        ("from . import Server", POST, "'Server'", 1),
        ("from .models import Server\n\n\nclass Named(Server):\n    name: str", POST, "Named", 1),
        ("from shop.models import Server", "", "Server", 0),
        ("from elsewhere.models import Server", POST, "Server", 0),
        ("from shop.others import Server", POST, "Server", 0),
        ("from shop import others", POST, "others.Server", 0),
    ],
)
def test_a_route_of_another_file(tmp_path: Path, imported: str, decorator: str, annotation: str, count: int) -> None:
    texts = {
        "shop/__init__.py": "from .models import Server\n",
        "shop/models.py": MODELS,
        "shop/others.py": MODELS,
        "shop/routes.py": ROUTE.format(imported, decorator, annotation),
    }
    assert len(loose(tmp_path, texts)) == count
