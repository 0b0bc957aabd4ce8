"""Scratch files: mktemp-race."""

import os
import tempfile


def noted(lines):
    """A new file with some lines."""
    path = tempfile.mktemp(suffix=".txt")
    with open(path, "w", encoding="utf-8") as stream:
        stream.writelines(lines)
    return path


def sized(content, folder):
    """The size of a file with some bytes."""
    path = tempfile.mktemp(dir=folder)
    with open(path, "wb") as stream:
        stream.write(content)
    return os.path.getsize(path)
