"""Takes the best pictures of a run into the extension, with 256 colours, rare ones kept: `publish.py ARTIFACTS WALKTHROUGH`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

CHOSEN = {
    "squiggles": "squiggles",
    "menu": "menu",
    "extract-constant": "extract-constant",
    "docstring": "docstring",
    "rename-preview": "rename-preview",
    "review-link": "review",
    "notebook": "notebook",
}
"""By the picture's name in the artefacts: its name in the extension."""


def main() -> None:
    """Shrink and copy."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    for name, as_name in CHOSEN.items():
        picture = source / f"{name}.png"
        if picture.exists():
            with Image.open(picture) as image:
                small = image.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=8)
                small.save(target / f"{as_name}.png", optimize=True)


if __name__ == "__main__":
    main()
