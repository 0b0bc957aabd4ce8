"""Where the rules of this category meet inference: thirty modules, imported when a hint is first wanted.

No check needs them, and so the server's start does not; fixes that infer are computed in a worker process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from burnish_checks.core.repair import Target

if TYPE_CHECKING:
    from burnish_checks.inference import Inference


def inference_of(target: Target) -> Inference:
    """The inference that a fix was given, or one over its snapshot and project."""
    from burnish_checks.inference import Inference

    return target.inference or Inference(target.snapshot, target.project)
