"""What is told of a program is the same in each process, whatever the seed of the hashes by which sets are gone through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = """
import os

from flask import Flask, request

app = Flask(__name__)


class Drop:
    def __init__(self, upload, folder):
        self.upload = upload
        self.folder = folder

    def target(self):
        root, suffix = os.path.splitext(self.upload.filename)
        if suffix.lower() not in {".pdf", ".png"}:
            raise ValueError(suffix)
        return os.path.join(self.folder, root + suffix.lower())

    def save(self):
        with open(self.target(), "wb") as file:
            file.write(self.upload.read())


@app.post("/files")
def upload():
    Drop(request.files["file"], "/srv/files").save()
    return ""
"""


@pytest.mark.once
def test_a_part_that_was_checked_hides_no_other_in_any_process(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(TEXT)
    command = [sys.executable, "-m", "burnish", "check", "--isolated", "--no-cache", "--select", "path-traversal", "."]
    for seed in range(4):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert "path-traversal" in done.stdout, seed
