"""What pylint calls its checks in words, with the code that a rule of the same idea has as its alias.

Comments mostly say `# pylint: disable=wrong-import-position`, and seldom `C0413`. Names that are slugs here
(`unused-import`, `bare-except`, `too-many-locals`) need no entry, unless a comment on one measure holds for others.
"""

PYLINT_CODES: dict[str, str] = {
    "wrong-import-position": "C0413",
    "wildcard-import": "W0401",
    "reimported": "W0404",
    "unused-variable": "W0612",
    "redefined-builtin": "A001",
    "invalid-name": "C0103",
    "missing-docstring": "D10",
    "broad-exception-caught": "W0718",
    "broad-exception-raised": "W0719",
    "raise-missing-from": "W0707",
    "try-except-raise": "W0706",
    "duplicate-except": "W0705",
    "bad-except-order": "E0701",
    "lost-exception": "W0150",
    "notimplemented-raised": "E0711",
    "too-many-try-statements": "W0717",
    "too-many-statements": "PLR0915",
    "too-many-branches": "PLR0912",
    "too-many-nested-blocks": "PLR1702",
    "too-many-arguments": "PLR0913",
    "too-many-return-statements": "PLR0911",
    "too-many-public-methods": "R0904",
    "too-many-lines": "C0302",
    "too-complex": "C901",
    "magic-value-comparison": "R2004",
    "no-else-return": "RET505",
    "missing-timeout": "S113",
    "exec-used": "S102",
    "eval-used": "S307",
}
"""By name, the code or the beginning of codes."""
