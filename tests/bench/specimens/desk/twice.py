"""Names imported twice: redefined-import."""

from json import dumps
from json import loads
from marshal import dump
from pickle import dump
from shlex import join
from shlex import quote


def join(names):
    """Names in one text."""
    return "/".join(names)


def stored(value, file):
    """Write a value."""
    dump(value, file)
    return loads(dumps(quote(join(["a b", "c"]))))
