"""Write `expected.json`: what CPython 3.13 itself makes of the snippets in `cases.TREES`.

python3.13 tests/syntax/record_expected.py
"""

from __future__ import annotations

import ast
import json
import pathlib
import sys
import warnings

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from tests.syntax.cases import TREES  # noqa: E402
from tests.syntax.compare_stdlib import lines_of  # noqa: E402

if __name__ == "__main__":
    if sys.version_info[:2] != (3, 13):
        sys.exit("run this with Python 3.13")
    warnings.simplefilter("ignore")
    trees = {code: list(lines_of(ast.parse(code))) for code in TREES}
    (HERE / "expected.json").write_text(json.dumps(trees, indent=0) + "\n", encoding="utf-8")
