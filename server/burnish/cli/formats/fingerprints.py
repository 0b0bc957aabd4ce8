"""A name for each finding that stays the same when code moves, and is unique within a report."""

from __future__ import annotations

import hashlib
from collections import Counter

from burnish_checks.review.remark import Remark


class Fingerprints:
    """Numbers findings that are equal by content, so that each has its own fingerprint."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()

    def of(self, remark: Remark) -> str:
        """The fingerprint of the next finding in order."""
        path = remark.path.replace("\\", "/")
        number = self.seen[path, remark.key]
        self.seen[path, remark.key] += 1
        text = f"{path}\0{remark.key}\0{number}"
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
