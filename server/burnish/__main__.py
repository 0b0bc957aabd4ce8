"""`python -m burnish`: the folder it is started in is taken off the import path before anything is imported."""

import sys

if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)) and sys.path:
    del sys.path[0]

from burnish.cli import program

if __name__ == "__main__":
    program()
