"""The security verdict: what was looked for, how, and what came of it. A clean one must be earned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from burnish_checks.core.rule import Category
from burnish_checks.review.remark import Remark
from burnish_checks.review.words import listed, plural

FLOW = frozenset(
    {
        "sql-injection", "command-injection", "code-injection", "path-traversal", "cross-site-scripting",
        "server-side-request-forgery", "open-redirect", "unsafe-deserialization", "xml-external-entity",
        "xpath-injection", "ldap-injection", "template-injection", "log-injection", "trust-boundary-violation",
    }
)  # fmt: skip
"""Rules that follow data from where it enters to where it does harm."""
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("injection by untrusted data", tuple(sorted(FLOW))),
    ("weak cryptography", ("weak-",)),
    ("secrets in the source", ("hardcoded-",)),
    (
        "insecure configuration",
        ("insecure-", "cleartext-", "bind-all", "debug-enabled", "autoescape-off", "disabled-csrf"),
    ),
    ("calls without a limit", ("request-without-timeout", "regex-backtracking")),
    ("dangerous calls", ("",)),
)


@dataclass(frozen=True)
class LookedFor:
    """A family of security rules that ran."""

    family: str
    rules: tuple[str, ...]
    data_flow: bool


@dataclass(frozen=True)
class Followed:
    """Through which code data was followed."""

    files: Mapping[str, int] = field(default_factory=dict)
    """By path: functions in which data comes in from outside or is handed on, and something it can harm is called."""
    given_up: Sequence[str] = ()
    """Files with functions that were too long to be followed."""

    def sentence(self) -> str:
        """Where data was followed."""
        if not self.files:
            return (
                "No function here both takes data from a request, socket or message and calls what such data could "
                "harm, so there was no flow to follow."
            )
        total = sum(self.files.values())
        most = sorted(self.files.items(), key=lambda item: (-item[1], item[0]))
        shown = listed([f"`{path}` ({count:,})" for path, count in most], 5)
        return (
            f"Data from requests, sockets and messages was followed through assignments, containers, string building, "
            f"branches and helper functions in {plural(total, 'function')} in which it could do harm: {shown}."
        )


@dataclass(frozen=True)
class Verdict:
    """What can be said of the code's security."""

    status: str
    """`clean`, `findings`, `defects`, or `incomplete` where nothing was found but not all was looked at."""
    text: str
    looked_for: tuple[LookedFor, ...] = ()
    gaps: tuple[str, ...] = field(default=())
    """What was not looked at, and why."""
    followed: str = ""
    """Where data flow was followed; empty if no such rule ran."""


def verdict(
    remarks: Sequence[Remark],
    active: frozenset[str],
    failures: Iterable[str],
    unreadable: Sequence[str],
    files: int,
    followed: Followed = Followed(),
) -> Verdict:
    """The verdict over `files` files on which all `active` rules ran, but for the failures and unreadable files."""
    found = [remark for remark in remarks if remark.category == "security"]
    broken = sum(1 for remark in remarks if remark.code == "syntax-error")
    loud = [remark for remark in found if remark.severity in ("error", "warning")]
    looked = looked_for(active)
    gaps = tuple(_gaps(active, failures, unreadable, broken, followed.given_up))
    where = followed.sentence() if any(item.data_flow for item in looked) else ""
    if loud:
        kinds = sorted({remark.code for remark in loud})
        text = f"{plural(len(loud), 'security defect')} to deal with first: {listed([f'`{kind}`' for kind in kinds])}."
        if len(found) > len(loud):
            text += f" {plural(len(found) - len(loud), 'weaker sign')} beside."
        return Verdict("defects", text, looked, gaps, where)
    if found:
        look = "1 place deserves" if len(found) == 1 else f"{plural(len(found), 'place')} deserve"
        text = f"No outright security defect was found; {look} a look."
        return Verdict("findings", text, looked, gaps, where)
    if gaps:
        return Verdict(
            "incomplete", "No security defect was found, but not everything was looked at.", looked, gaps, where
        )
    return Verdict("clean", f"No security defects found in {plural(files, 'file')}.", looked, (), where)


def looked_for(active: frozenset[str]) -> tuple[LookedFor, ...]:
    """The families of security rules among the active ones."""
    from burnish_checks.registry import ruleset

    left = [rule.slug for rule in ruleset().rules if rule.category is Category.SECURITY and rule.slug in active]
    found: list[LookedFor] = []
    for family, beginnings in _FAMILIES:
        members = tuple(slug for slug in left if slug.startswith(beginnings))
        left = [slug for slug in left if slug not in members]
        if members:
            found.append(LookedFor(family, members, not FLOW.isdisjoint(members)))
    return tuple(found)


def _gaps(
    active: frozenset[str], failures: Iterable[str], unreadable: Sequence[str], broken: int, given_up: Sequence[str]
) -> Iterator[str]:
    from burnish_checks.registry import by_slug, ruleset

    off = [
        rule.slug
        for rule in ruleset().rules
        if rule.category is Category.SECURITY and rule.default and rule.slug not in active
    ]
    if off:
        yield f"{plural(len(off), 'security rule')} did not run everywhere: {listed([f'`{slug}`' for slug in off], 8)}."
    failed = sorted({failure.partition(":")[0] for failure in failures})
    failed = [slug for slug in failed if slug not in by_slug() or by_slug()[slug].category is Category.SECURITY]
    if failed:
        yield f"{listed([f'`{slug}`' for slug in failed])} failed on some of the code."
    if unreadable:
        yield f"{plural(len(unreadable), 'file')} could not be read: {listed(list(unreadable), 5)}."
    if broken:
        yield f"{plural(broken, 'piece')} of broken code could not be judged."
    if given_up:
        yield (
            f"Some functions in {listed([f'`{path}`' for path in given_up], 5)} are too long for data to be followed "
            "through them."
        )
