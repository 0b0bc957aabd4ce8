"""Commands put together from names: subprocess-shell."""

import os
import subprocess


def made(folder):
    """Make a folder and those above it; whether it worked."""
    return os.system(f"mkdir -p '{folder}'") == 0


def joined(first, second, to):
    """Write two files, one after the other, into a third."""
    return subprocess.call(f"cat {first} {second} > {to}", shell=True)
