"""Why a command cannot do what one of its options asks for."""

from __future__ import annotations


class NoHistory(Exception):
    """There is no repository or no such revision; its text says which."""


class NoCluster(Exception):
    """The cluster cannot be used; its text says why."""
