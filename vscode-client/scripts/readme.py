"""Takes the pictures out of the README in a package: `readme.py burnish.vsix`.

The page of an installed extension shows pictures from https addresses alone; others would be broken on it. The
walkthrough, which can show what travels in the package, has them.
"""

from __future__ import annotations

import os
import re
import sys
import zipfile
from pathlib import Path

README = "extension/readme.md"
_PICTURE = re.compile(r"^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?", re.M)
_INSTEAD = "For pictures run **Welcome: Open Walkthrough…** from the command palette and choose *Get started with burnish*.\n\n"


def shown(text: str) -> str:
    """The README as that page can show it: the first picture gives way to the way to all of them."""
    told = re.sub(r":\n\n(?=!\[)", ".\n\n", text)  # what was said of a picture
    return _PICTURE.sub("", _PICTURE.sub(_INSTEAD, told, count=1))


def main() -> None:
    """Write the package anew."""
    package = Path(sys.argv[1])
    partly = package.with_suffix(".partly")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(partly, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item, shown(data.decode()).encode() if item.filename.lower() == README else data)
    os.replace(partly, package)


if __name__ == "__main__":
    main()
