"""Policy: which rules run on a file, how loud each is, and what kind of file a path names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from burnish_checks.core.context import Project
from burnish_checks.core.engine import Engine
from burnish_checks.core.facts import Collector
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.rule import Category, Finding, Rule, Severity
from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.settings import role_of as role_of
from burnish_checks.core.snapshot import Environment
from burnish_checks.patterns import deferred
from burnish_checks.registry import named, ruleset

PROFILES: dict[str, frozenset[Category]] = {
    "quiet": frozenset({Category.SECURITY, Category.ERRORS, Category.VALIDATION, Category.IMPORTS}),
    "default": frozenset(Category),
    "strict": frozenset(Category),
}
_OFFERED = frozenset({Category.TYPING, Category.DOCSTRINGS, Category.CONSTANTS})
"""What matters of code that others use: not in tests, but in what is offered to them."""
_NOT_FOR_STUBS = frozenset(
    {Category.DOCSTRINGS, Category.ORGANIZATION, Category.CONSTANTS, Category.ERRORS, Category.NAMING}
)
"""What a stub has no say in: its names, texts and the shape of its signatures are those of the module it describes."""
_COPIED_PATH = deferred(
    r"(?:^|[\\/])(?:(?:_?vendored(?:_\w+)?|_vendor|(?:\w+_)?third_?party|_?extern|externals|extlibs?|(?:python|site)_packages)[\\/]|"
    r"(?:vendor|external|contrib)[\\/](?:six|attr|attrs|chardet|certifi|click|colorama|concurrent|configobj|decorator|distro|docopt|fluidity|idna|inflect|jinja2|jsonschema|lexicon|"
    r"markupsafe|ordereddict|packaging|astropy|matplotlib|pexpect|ply|pyparsing|requests(?:_\w+)?|simplejson|toml|tomli|urllib3|yaml\w*)(?:[\\/]|\.py$)|"
    r"\w+[\\/](?!src[\\/])\w+[\\/](?:configobj|docopt|ordereddict|pyparsing|simplejson|chardet|markupsafe)(?:[\\/]|\.py$)|"
    r"\w+[\\/]\w+[\\/]ply[\\/](?:lex|yacc|cpp|ctokens|ygen)\.py$|(?:ez_setup|distribute_setup|versioneer|get-pip|pyDes)\.py$|"
    r"_?(?:attic|graveyard)[\\/]|lib[\\/](?:argparse|dataclasses|optparse|tarfile|zipfile)\.py$|"
    r"_?(?:compat|backports?)[\\/](?:pkgutil|tokenize|argparse|optparse|zipfile|tarfile|inspect|selectors|enum|pathlib|dataclasses"
    r"|functools|contextlib)\.py$|\w+[\\/](?:telnetlib|asyncore|asynchat|smtpd|imghdr|sndhdr|cgitb|xdrlib|nntplib|sunau|aifc)\.py$)"
)
"""Folders of copied packages, scripts that are only ever copied, and modules that the standard library no longer has, or
had not when they were copied into a folder for that, and what has been put away. A plain `vendor` may as well be who sells
something, unless what lies in it is called like a package that many copy."""
_MIGRATION = deferred(
    r"(?:^|[\\/])(?:migrations?[\\/](?:\w+[\\/])?(?:\d{3,}_\w*|20\d{6}\w*)|versions[\\/](?:\w+[\\/])?[0-9a-f]{3,}_[\w.-]*)\.py$"
)
"""Files that Django's and Alembic's commands write, or people number or date, one after the other, and nobody edits once
they have run."""
_NOT_FOR_MIGRATIONS = frozenset(
    {
        Category.NAMING,
        Category.IMPORTS,
        Category.ORGANIZATION,
        Category.DOCSTRINGS,
        Category.CONSTANTS,
        Category.TYPING,
        Category.ERRORS,
    }
)
_FOR_COPIES = frozenset({Category.SECURITY, Category.VALIDATION})
"""What matters of code that others keep, and that is not for this project to mend."""


_TO_MEND = ("assert-as-validation", "request-without-timeout")
"""What among them is no hole, and so is for those who keep the code, too."""


_OF_THEIR_OWN = (
    *("archive-path-escape", "autoescape-off", "bind-all-interfaces", "debug-enabled", "disabled-csrf", "dynamic-eval"),
    *("insecure-cookie", "insecure-host-key", "mktemp-race", "permissive-file-mode", "predictable-temp-file"),
    *("regex-backtracking", "sql-string", "subprocess-shell", "timing-comparison", "unsafe-pickle"),
    *("unsafe-xml-parser", "unsafe-yaml-load", "weak-cipher", "weak-hash", "weak-random"),
)
"""What among them a pattern shows and no data that is seen to come from outside: hints, as the project can only take a newer
copy."""


def is_copied(path: str) -> bool:
    """Whether a path leads into a folder of packages copied from elsewhere, as `pip/_vendor` is."""
    return _COPIED_PATH.search(path) is not None


def active_rules(settings: Settings, role: Role, ignored: tuple[str, ...] = ()) -> frozenset[Rule]:
    """The rules that run on a file of this role; `ignored` are names switched off for this file alone."""
    everything = ruleset().rules
    if settings.only_selected:
        active = {rule for name in settings.select for rule in named(name)}
        active = {rule for rule in active if rule.default or settings.asks_for(rule)}
    else:
        categories = PROFILES[settings.profile]
        active = {rule for rule in everything if rule.category in categories}
        if settings.profile != "strict":
            active = {rule for rule in active if rule.default}
        active |= {rule for name in settings.select for rule in named(name)}
    if role.tested or role is Role.STUB:
        chosen, offered = set(settings.select), _OFFERED if role is Role.SUPPORT else frozenset[Category]()
        active = {
            rule
            for rule in active
            if rule.category in offered
            or (rule.in_tests and rule.category not in _OFFERED)
            or chosen.intersection((rule.slug, *rule.aliases, "all"))
        }
    if role is Role.STUB:
        active = {rule for rule in active if rule.category not in _NOT_FOR_STUBS}
    for name in (*settings.ignore, *ignored):
        active.difference_update(named(name))
    return frozenset(active)


def engine_for(settings: Settings, role: Role, ignored: tuple[str, ...] = ()) -> Engine:
    """The engine for files with these settings and role; the same object for the same selection.

    Which rules that are is worked out once for as long as the settings are the same object: for each of 340 files, three
    times over, it was a hundredth of a check.
    """
    key = id(settings), role, ignored
    known = _chosen.get(key)
    if known is None or known[0] is not settings:
        if len(_chosen) >= _MOST_CHOSEN:
            _chosen.clear()
        known = _chosen[key] = settings, _engine(active_rules(settings, role, ignored))
    return known[1]


_chosen: dict[tuple[int, Role, tuple[str, ...]], tuple[Settings, Engine]] = {}
_MOST_CHOSEN = 64


@lru_cache(maxsize=32)
def _engine(active: frozenset[Rule]) -> Engine:
    return Engine(ruleset(), active)


def indexed(each: Iterable[Settings]) -> tuple[Collector, ...]:
    """What an index of projects with these settings keeps of a file: what files ask about each other, whatever rules are on.

    A few kinds are kept only for a rule that is on in one of the projects.
    """
    return _indexed(frozenset((one.select, one.only_selected, one.profile, one.ignore) for one in each))


@lru_cache(maxsize=32)
def _indexed(choices: frozenset[tuple[tuple[str, ...], bool, str, tuple[str, ...]]]) -> tuple[Collector, ...]:
    each = [Settings(select=one[0], only_selected=one[1], profile=one[2], ignore=one[3]) for one in choices]
    on = {rule.slug for settings in each for rule in active_rules(settings, Role.SOURCE)}
    known = (*CORE_COLLECTORS, *ruleset().collectors)
    return tuple(item for item in known if not item.local and (not item.asked or item.asked in on))


def severity_of(finding: Finding, settings: Settings) -> Severity:
    """How loud a finding is: by the user's most exact word on the rule, else the finding's, else the rule's own."""
    rule = finding.rule
    if settings.severity:
        names = [name for name in settings.severity if name == rule.slug or rule in named(name)]
        if names:
            return settings.severity[min(names, key=lambda name: (name != rule.slug, len(named(name))))]
    return finding.severity or rule.severity


@lru_cache(maxsize=1024)
def _inside(root: str) -> str:
    """The way to a folder from the outermost package that it is, or lies in: tests keep programs to try out in theirs."""
    above = (Path(root), *Path(root).parents)
    around = next((folder for folder in above if (folder / "__init__.py").is_file()), None)
    if around is None:
        return ""
    while (around.parent / "__init__.py").is_file():
        around = around.parent
    return os.path.relpath(root, around.parent)


@lru_cache(maxsize=1024)
def _lies_in_another(root: str) -> bool:
    """Whether a project with a file of its own for its distribution lies in a package: it was copied there with all it had."""
    folder = Path(root)
    distributed = any((folder / name).is_file() for name in ("pyproject.toml", "setup.py", "setup.cfg"))
    return distributed and (folder.parent / "__init__.py").is_file()


def environment_for(
    path: str, settings: Settings, project: Project | None = None, root: str | None = None
) -> Environment:
    """The environment of a file: its role, told from its path below the project's folder `root`, and its rules."""
    relative = os.path.relpath(path, root) if root is not None and os.path.isabs(path) else path
    known = path if relative.startswith("..") else relative
    role = role_of(os.path.join(_inside(root), known) if root is not None else known)
    asked = settings.select or settings.profile == "strict"
    # The root of a file that is in no package may be its folder, which tells as much as those below.
    around = os.path.join(*Path(root).parts[-2:], known) if root is not None else known
    copied = (
        is_copied(os.path.join(os.path.basename(root), known)) or _lies_in_another(root) if root else is_copied(known)
    )
    silent: frozenset[Category] = frozenset()
    if copied and not asked:
        silent = frozenset(Category) - _FOR_COPIES
    elif _MIGRATION.search(around) is not None and not asked:
        silent = _NOT_FOR_MIGRATIONS
    ignored = tuple(sorted(item.value for item in silent)) + (_TO_MEND if copied and not asked else ())
    shown = _quieter(settings) if copied and not asked and not settings.severity else settings
    return Environment(path, engine_for(settings, role, ignored), shown, role, project)


def _quieter(settings: Settings) -> Settings:
    """The settings with which copied packages are looked at; the same object for the same settings."""
    known = _of_copies.get(id(settings))
    if known is None or known[0] is not settings:
        if len(_of_copies) >= _MOST_CHOSEN:
            _of_copies.clear()
        hints = dict.fromkeys(_OF_THEIR_OWN, Severity.HINT)
        known = _of_copies[id(settings)] = settings, replace(settings, severity=hints)
    return known[1]


_of_copies: dict[int, tuple[Settings, Settings]] = {}
