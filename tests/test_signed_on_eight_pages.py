"""What a strict reader of the first page of eight more packages did not sign, and what stands beside it."""

from __future__ import annotations

from tests.loudness import hinted, loudness, messages, unsaid

RAISED = "def go(job):\n    try:\n        job()\n    except OSError as exc:\n        raise {}\n"
TRIED = "def go(self, job):\n    try:\n        {}\n    except Exception:\n        self.lost = True\n"
SHELL = "import os\nimport tempfile\n\n\ndef go(text):\n    file = {}\n    os.system(f'python3 {{file.name}}')\n"

TLS = "import ssl\n\nimport uvicorn\n\n\ndef go(app):\n    uvicorn.Config(app, {}ssl_cert_reqs=ssl.CERT_NONE)\n"
CLAIMS = "from jose import jws\n\n\ndef {}(token):\n    return jws.get_unverified_claims(token)\n"
PICKLED = "import pickle\n\n\ndef {}(stream):\n    return pickle.load(stream)\n"

HINTS = [
    ("insecure-tls", TLS.format(""), TLS.format("uds=None, ")),
    ("insecure-jwt", CLAIMS.format("claims_of"), CLAIMS.format("unverified_claims")),
    ("unsafe-pickle", PICKLED.format("graph_of"), PICKLED.format("graph_of_pickle")),
    ("lost-cause", RAISED.format("Lost(exc.reason)"), RAISED.format("exc.reason")),
    ("lost-cause", RAISED.format("Lost(exc.args[0])"), RAISED.format("exc.args[0]")),
    ("broad-except", TRIED.format("job.send('%r', job)"), TRIED.format("log.debug('%r', job)")),
    ("broad-except", TRIED.format("names(job).parse(self.text)"), TRIED.format("names(job).eval(self.text)")),
    ("subprocess-shell", SHELL.format("open(text)"), SHELL.format("tempfile.NamedTemporaryFile()")),
]
DOCUMENTED = 'def go(low):\n    """Go.\n\n    :param {}: The lowest.\n    """\n'
UNSAID = [
    ("stale-parameter", DOCUMENTED.format("lowest string"), DOCUMENTED.format("low string")),
    ("lost-cause", RAISED.format("Lost(exc.__cause__)"), RAISED.format("exc.__cause__")),
]

test_one_is_said_aloud_and_the_other_is_a_hint = hinted(HINTS)
test_one_is_said_aloud_and_the_other_not_at_all = unsaid(UNSAID)


def test_what_a_given_object_does_is_not_that_of_files() -> None:
    code = "class A:\n    def __init__(self, fh):\n        self.fh = {}\n        try:\n            self.fh.tell()\n"
    code += "        except Exception:\n            self.fh = Told(fh)\n"
    assert "catch what is expected" in messages(code.format("fh"), "broad-except")[0]
    assert "catch `OSError`" in messages(code.format("open(fh, 'rb')"), "broad-except")[0]


def test_what_a_part_of_a_given_object_does_is_not_known() -> None:
    code = "def go(console):\n    try:\n        return {}.recv(1024)\n    except Exception:\n        return b''\n"
    assert "catch what is expected" in messages(code.format("console.stream"), "broad-except")[0]
    opened = "import socket\n\nsock = socket.socket()\n\n\n"
    assert "catch `OSError`" in messages(opened + code.format("sock"), "broad-except")[0]


def test_names_in_a_stub_are_those_of_its_module() -> None:
    code = "class A:\n    def _checkAll(self): ...\n"
    assert "function-name" in loudness(code, "shop/cart.py")
    assert "function-name" not in loudness(code, "shop/cart.pyi")


def test_the_face_of_a_package_passes_on_what_it_takes_from_others() -> None:
    text = "from falcon import *\n\nNAME = 'a'\n\n\ndef go(): ...\n"
    assert messages(text, "star-import", "shop/__init__.py")[0].endswith("name what is to be passed on.")
    assert messages(text, "star-import", "shop/cart.py")[0].endswith("name what is used.")
    assert loudness(text, "shop/cart.py")["star-import"] == ["information"]
