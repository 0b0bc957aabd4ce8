"""Inference for an editor: a fix inserts what the inlay hint beside it shows."""

from __future__ import annotations

from functools import cached_property

from burnish_checks.core.context import Project
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference.interface import Function, Inference, Inferred
from burnish_checks.inference.solver import NEAR


class NearestInference(Inference):
    """What is found near a slot is the answer, as in the hints; further it is looked only where nothing is found near."""

    def __init__(self, snapshot: Snapshot, project: Project | None = None) -> None:
        super().__init__(snapshot, project, deepest=NEAR)

    @cached_property
    def _far(self) -> Inference:
        return Inference(self.snapshot, self.project)

    def slot(self, index: int, node: Function, slot: str) -> Inferred | None:
        """The type of a slot, as `Inference.slot` tells it."""
        return super().slot(index, node, slot) or self._far.slot(index, node, slot)

    def variable(self, index: int, name: str, function: Function | None = None) -> Inferred | None:
        """The type of a variable, as `Inference.variable` tells it."""
        return super().variable(index, name, function) or self._far.variable(index, name, function)
