"""Types of a slot: the one interface behind which inference lives.

A slot is a parameter's name, `return`, or `self.NAME` for an attribute of the class around the function.
Nothing of the workspace is run or imported; hostile code costs bounded time.
"""

from __future__ import annotations

from burnish_checks.inference.interface import Inference as Inference
from burnish_checks.inference.interface import Inferred as Inferred
from burnish_checks.inference.spelling import Need as Need
from burnish_checks.inference.spelling import Spelling as Spelling
from burnish_checks.inference.types import Type as Type
