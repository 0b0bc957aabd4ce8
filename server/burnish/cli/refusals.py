"""Why a command cannot do what one of its options asks for: exit code 2 and a sentence."""

from __future__ import annotations


class Refusal(Exception):
    """Its text says why."""

    option = ""


class NoHistory(Refusal):
    """There is no repository or no such revision."""

    option = "--since"


class NoBaseline(Refusal):
    """The baseline cannot be read."""

    option = "baseline"


class NoCluster(Refusal):
    """The cluster cannot be used."""

    option = "--scheduler"
