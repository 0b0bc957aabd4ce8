"""Modes of files: permissive-file-mode."""

import os
import stat


def share(path):
    """Let others read a file."""
    os.chmod(path, 0o666)


def publish(path):
    """Let others run a file."""
    os.chmod(path, stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH)


def folder(path):
    """A folder for all."""
    os.mkdir(path)
    os.chmod(path, 0o777)
