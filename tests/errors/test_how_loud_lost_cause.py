"""When `lost-cause` is said aloud, and when it is a hint or not said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.cli.checking import open_file
from burnish.cli.project import LazyProject
from burnish.cli.wishes import Wishes
from burnish_checks.core.rule import Severity
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for, role_of
from tests.loudness import loudness, loudness_in, messages


def test_a_signal_that_the_program_catches_has_no_cause_to_tell(tmp_path: Path) -> None:
    code = (
        "from signals import PercentHere\n\n\ndef go(job):\n    try:\n        job()\n    except KeyError:\n"
        "        raise PercentHere\n"
    )
    path = str(tmp_path / "shop.py")
    (tmp_path / "shop.py").write_text(code)
    (tmp_path / "signals.py").write_text("class PercentHere(ValueError):\n    pass\n")
    (tmp_path / "main.py").write_text("try:\n    go()\nexcept PercentHere:\n    pass\n")
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("shop.py")).collectors)

    def said(*names: str) -> list[str]:
        index.build([str(tmp_path / name) for name in names])
        return loudness(code, path, index)["lost-cause"]

    assert said("shop.py", "signals.py") == ["warning"]
    assert said("shop.py", "signals.py", "main.py") == ["hint"]


def test_a_try_inside_a_handler_may_catch_what_is_raised() -> None:
    inner = "    try:\n        if a:\n            raise KeyError\n    except KeyError:\n        def f(): ...\n"
    text = f"try:\n    load()\nexcept KeyError:\n{inner}"
    assert "lost-cause" not in loudness(text)


def test_a_lost_cause_is_named() -> None:
    def message(caught: str) -> str:
        return messages(f"try:\n    load()\nexcept{caught}:\n    raise KeyError(1)\n", "lost-cause")[0]

    assert "`(ValueError, OSError)` is handled" in message(" (ValueError, OSError)")
    assert "Raised while anything at all is handled" in message("")


def test_what_is_an_answer_has_no_cause_to_name() -> None:
    def of(raised: str, start: str = "") -> list[str]:
        return loudness(f"{start}\ntry:\n    find()\nexcept KeyError:\n    raise {raised}\n").get("lost-cause", [])

    assert of("LookError(1)") == ["warning"]
    assert of("HTTPFound('/')", "from webob.exc import HTTPFound\n") == ["hint"]
    assert of("exc.NotFound()", "from werkzeug import exceptions as exc\n") == ["hint"]
    assert of("forms.ValidationError('no')", "from django import forms\n") == ["hint"]
    assert of("Http404", "from django.http import Http404\n") == ["hint"]
    assert of("HTTPError(url)", "from urllib.error import HTTPError\n") == ["warning"]
    own = "from webob.exc import HTTPException\n\n\nclass Refusal(HTTPException):\n    code = 3\n\n\n"
    assert of("Refusal()", own) == ["hint"]
    snapshot = open_document(
        "import a\ntry:\n    a()\nexcept KeyError as exc:\n    raise HTTPGone()\n",
        environment_for("shop.py", Settings()),
    )
    finding = next(item.finding for item in snapshot.findings() if item.finding.rule.slug == "lost-cause")
    assert [fix.automatic for fix in finding.rule.fixes if fix.applies_to(finding)] == [False]


RAISES = "def port(text):\n    try:\n        return int(text)\n    except ValueError:\n        raise KeyError(text)\n"


OLD_NAMES = (
    "import socket\n\n\ndef read(it):\n    try:\n        it()\n    except (OSError, socket.error):\n        it.stop()\n"
)


@pytest.mark.parametrize(
    ("sign", "old"),
    [
        ("from __future__ import print_function\n", True),
        ("from __future__ import annotations\n", False),
        ("import six\n", True),
        ("from six import moves\n", True),
        ("try:\n    import urllib2\nexcept ImportError:\n    urllib2 = None\n", True),
        ("try:\n    unicode\nexcept NameError:\n    unicode = str\n", True),
        ("import sys\n\nif sys.version_info < (3, 0):\n    print(1)\n", True),
        ("import sys\n\nPY2 = sys.version_info[0] == 2\n", True),
        ("import sys\n\nif sys.version_info < (3, 0):\n    class Old:\n        x = 1\n", True),
        ("import sys\n\nif sys.version_info < (3, 8):\n    print(1)\n", False),
        ("from webob.compat import PY2\n", True),
        ("from .compat import text_type\n", True),
        ("from .shapes import text_type\n", False),
        ("from __future__ import print_function\n\nlimit: int = 1\n", False),
        ("import six\n\n\ndef shown(name):\n    return f'{name}'\n", False),
    ],
)
def test_what_python_2_cannot_read_is_not_asked_of_a_file_that_it_runs(sign: str, old: bool) -> None:
    assert set(loudness(sign + RAISES)["lost-cause"]) == {"hint" if old else "warning"}
    assert "python-2-code" not in loudness(sign + RAISES)
    assert set(loudness(sign + OLD_NAMES)["redundant-handler"]) == {"hint" if old else "information"}


@pytest.mark.parametrize(
    ("around", "old"),
    [
        ("from .compat import PY2\nimport six\n\nif PY2:\n    import urllib2\n", True),
        ("import six\n", False),
        ("from .compat import PY2\nimport six\nimport urllib2\n\nlimit: int = 1\n", False),
    ],
)
def test_that_a_package_runs_on_python_2_is_told_by_the_files_around(tmp_path: Path, around: str, old: bool) -> None:
    (tmp_path / "around.py").write_text(around)
    (tmp_path / "port.py").write_text(RAISES)
    wishes = Wishes()
    _, snapshot = open_file(str(tmp_path / "port.py"), wishes, None, LazyProject([str(tmp_path)], wishes))
    found = [item.finding.severity for item in snapshot.findings() if item.finding.rule.slug == "lost-cause"]
    assert found == [Severity.HINT if old else None]


def test_a_cause_may_be_set_by_hand() -> None:
    code = "def go(job):\n    try:\n        job()\n    except OSError as exc:\n        error = ValueError(1)\n        {} = exc\n"
    assert loudness(code.format("error.__cause__") + "        raise error\n")["lost-cause"] == ["hint"]
    assert loudness(code.format("error.reason") + "        raise error\n")["lost-cause"] == ["warning"]


def test_in_a_test_a_lost_cause_is_a_hint() -> None:
    text = "def test_go(job):\n    try:\n        job()\n    except OSError:\n        raise KeyError('no')\n"
    assert loudness(text, "src/shop/go.py")["lost-cause"] == ["warning"]
    assert loudness(text, "tests/test_go.py")["lost-cause"] == ["hint"]


def test_what_stands_behind_another_raise_is_not_reached() -> None:
    code = "def go(job):\n    try:\n        job()\n    except OSError:\n        {}\n        raise KeyError(1)\n"
    assert loudness(code.format("job()"))["lost-cause"] == ["warning"]
    assert "lost-cause" not in loudness(code.format("raise"))


def test_a_program_that_shows_the_text_of_its_errors_shows_no_traceback(tmp_path: Path) -> None:
    raises = (
        "from shop.errors import Closed\n\n\ndef go(job):\n    try:\n        job()\n    except OSError:\n"
        "        raise Closed('no job')\n"
    )
    errors = "class ShopError(Exception):\n    pass\n\n\nclass Closed(ShopError):\n    pass\n"
    main = "from shop.errors import ShopError\n\n\ntry:\n    go()\nexcept ShopError as error:\n    {}\n"

    def said(does: str) -> list[str]:
        files = {"shop/go.py": raises, "shop/errors.py": errors, "shop/__main__.py": main.format(does)}
        return loudness_in(tmp_path, files, "shop/go.py")["lost-cause"]

    assert said("sys.exit(f'shop: {error}')") == ["hint"]
    assert said("sys.exit(error.code)") == ["warning"]
    assert said("raise SystemExit(3) from error") == ["warning"]
