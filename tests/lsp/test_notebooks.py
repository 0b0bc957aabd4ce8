"""Notebooks: what IPython allows is no error, what its lines use is used, and nothing is written into or above them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.lsp.client import FULL, Client, ResponseError, at


def opened(client: Client, folder: Path, *cells: str) -> list[str]:
    """Open a notebook of code cells; their URIs."""
    capabilities = json.loads(json.dumps(FULL))
    capabilities["notebookDocument"] = {"synchronization": {}}
    client.initialize(folder, capabilities)
    uris = [f"vscode-notebook-cell:{folder}/book.ipynb#{number}" for number in range(len(cells))]
    texts = [
        {"uri": uri, "languageId": "python", "version": 1, "text": text} for uri, text in zip(uris, cells, strict=True)
    ]
    client.texts.update(zip(uris, cells, strict=True))
    book = {"uri": (folder / "book.ipynb").as_uri(), "notebookType": "jupyter-notebook", "version": 1,
            "cells": [{"kind": 2, "document": uri} for uri in uris]}  # fmt: skip
    client.notify("notebookDocument/didOpen", {"notebookDocument": book, "cellTextDocuments": texts})
    return uris


def codes(client: Client, uris: list[str]) -> list[set[str]]:
    return [{str(item["code"]) for item in client.diagnostics(uri)} for uri in uris]


def chosen(client: Client, uri: str, part: str, title: str) -> dict[str, Any]:
    """The action of a title at a part of a cell, resolved."""
    actions = client.actions(uri, at(client.texts[uri], part))
    return client.resolve(next(action for action in actions if action["title"].startswith(title)))


def test_names_that_only_magics_use_are_used(client: Client, tmp_path: Path) -> None:
    uris = opened(
        client, tmp_path, "import json, os, unused\nimport numpy as np\nfrom a import b, d, e\n", "%timeit json.loads(s)\n",
        "!ls {os.path.x}\n", "%time r = np.sum(1)\nprint(r)", "%%timeit\nb()\n", "%run -i x.py $d", "%%R -i e\nplot(e)",
    )  # fmt: skip
    first = client.diagnostics(uris[0])
    assert [
        item["message"].partition("`")[2].partition("`")[0] for item in first if item["code"] == "unused-import"
    ] == ["unused"]


def test_what_a_cell_may_do_is_no_error(client: Client, tmp_path: Path) -> None:
    uris = opened(
        client, tmp_path, "x = await foo()\nprint(x)\n", "async with a as b:\n    print([c async for c in b])\n",
        "def f(a: int) -> None:\n    return await a\n", "import re\nre.x", "df.head?\n!ls\ny = (a\n  % b)\nprint(y)",
    )  # fmt: skip
    found = codes(client, uris)
    assert [item & {"syntax-error", "misplaced-import"} for item in found] == [
        set(),
        set(),
        {"syntax-error"},
        set(),
        set(),
    ]


def test_nothing_is_written_above_a_cell_magic_or_into_one(client: Client, tmp_path: Path) -> None:
    first, _, third = opened(
        client,
        tmp_path,
        "%%time\nx = eval(y)\n",
        "import json\nprint(json)",
        "%%time\nprint(eval(y))\n%timeit eval(y)\n!ls",
    )
    client.diagnostics(third)
    assert client.apply(chosen(client, first, "eval", "Read literals only")["edit"]) == {
        first: "%%time\nimport ast\n\nx = ast.literal_eval(y)\n"
    }
    client.texts[first] = "%%time\nx = eval(y)\n"
    assert client.apply(chosen(client, first, "eval", "Suppress `dynamic-eval` in this file")["edit"]) == {
        first: "%%time\n# burnish: ignore-file[dynamic-eval]\nx = eval(y)\n"
    }
    refused = chosen(client, third, "%timeit eval(y)", "Read literals only")
    client.texts[third] = "%%time\nprint(eval(y))\n%timeit eval(y)\n!ls"
    actions = client.actions(third, {"start": {"line": 2, "character": 8}, "end": {"line": 2, "character": 12}})
    refused = client.resolve(next(item for item in actions if item["title"].startswith("Read literals only")))
    assert refused["disabled"]["reason"] == "It would write into a line of IPython."


def test_imports_stay_in_the_cell_of_imports(client: Client, tmp_path: Path) -> None:
    first, second = opened(client, tmp_path, "import json\nimport os", "print(eval(json.x), os)")
    client.diagnostics(second)
    edit = chosen(client, second, "eval", "Read literals only")["edit"]
    assert client.apply(edit)[first] in ("import ast\nimport json\nimport os", "import json\nimport os\nimport ast")


def test_rename_reaches_into_magics_as_far_as_they_are_python(client: Client, tmp_path: Path) -> None:
    first, second, third = opened(
        client, tmp_path, "total = 1\n", "%timeit print(total)\n!echo {total} $total", "%store total"
    )
    client.diagnostics(third)

    def rename() -> dict[str, str]:
        place = {"textDocument": {"uri": first}, "position": {"line": 0, "character": 1}, "newName": "amount"}
        return client.apply(client.request("textDocument/rename", place))

    try:
        rename()
    except ResponseError as error:
        assert "line of IPython" in str(error)
    else:
        raise AssertionError("`%store total` would be left behind")
    change = {"range": at("%store total", "%store total"), "text": "print(total)"}
    content = {"document": {"uri": third, "version": 2}, "changes": [change]}
    event = {
        "notebookDocument": {"uri": (tmp_path / "book.ipynb").as_uri(), "version": 2},
        "change": {"cells": {"textContent": [content]}},
    }
    client.notify("notebookDocument/didChange", event)
    client.texts[third] = "print(total)"
    assert rename() == {
        first: "amount = 1\n", second: "%timeit print(amount)\n!echo {amount} $amount", third: "print(amount)"
    }  # fmt: skip
