"""What a user can set: the values the engine and the rules read. Immutable and compared by value.

Reading them from `pyproject.toml` and from a client is the business of `burnish_checks.configuration`.
"""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from burnish_checks.core.rule import Rule, Severity
from burnish_checks.patterns import deferred


class Role(enum.Enum):
    """What kind of file a path names; several rules are silent in tests and stubs."""

    SOURCE = "source"
    TEST = "test"
    SUPPORT = "support"
    """What a package offers to tests, in its `testing`: documented and typed as all it offers, and run by tests alone."""
    STUB = "stub"
    PACKAGE = "package"
    """An `__init__.py`: the face of a package."""

    @property
    def tested(self) -> bool:
        """Whether the file is run by tests alone."""
        return self in (Role.TEST, Role.SUPPORT)


_TEST_PATH = deferred(
    r"(?:^|[\\/])(?:_?[Tt]est|(?:\w*_)?[Tt]ests|\w*_testing|test_?suite|test_?app)[\\/]|^testing[\\/]"
    r"|(?:^|[\\/])(?:test_[^\\/]*|[^\\/]*_test|conftest|tests?|test_?settings|testutils?)\.pyi?$|^testing\.pyi?$"
)
_SUPPORT_PATH = deferred(r"[\\/]testing(?:[\\/]|\.py$)")


@lru_cache(maxsize=64)
def role_of(path: str) -> Role:
    """What kind of file a path (absolute, relative, or a URI) names, told from its name alone; asked for each unused import."""
    if path.endswith(".pyi"):
        return Role.STUB
    if _TEST_PATH.search(path):
        return Role.TEST
    if _SUPPORT_PATH.search(path):
        return Role.SUPPORT
    return Role.PACKAGE if is_face(path) else Role.SOURCE


def is_face(path: str) -> bool:
    """Whether a path names the face of a package, for users or for tests."""
    return os.path.basename(path) == "__init__.py"


_NOTEBOOK_PATH = deferred(r"\.(?:ipynb|interactive)(?:\?[^\\/]*)?$")


def is_notebook(path: str) -> bool:
    """Whether a path (absolute, relative, or a URI) names a notebook, or a window in which cells are run."""
    return _NOTEBOOK_PATH.search(path) is not None


@dataclass(frozen=True)
class Thresholds:
    """The limits of the organization rules; the defaults are those of the peers."""

    max_statements: int = 50
    max_function_lines: int = 80
    max_complexity: int = 10
    max_cognitive_complexity: int = 15
    max_nesting: int = 5
    max_parameters: int = 5
    max_branches: int = 12
    max_returns: int = 6
    max_locals: int = 15
    max_public_methods: int = 20
    max_module_lines: int = 1000
    max_try_statements: int = 5
    min_string_repeats: int = 3
    min_duplicate_statements: int = 8


@dataclass(frozen=True)
class Settings:
    """The settings that hold for one file."""

    select: tuple[str, ...] = ()
    """Slugs, categories, `all` or peers' codes switched on beside the profile's; empty for the profile alone."""
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    severity: Mapping[str, Severity] = field(default_factory=dict, hash=False)
    profile: str = "default"
    """`quiet`, `default` or `strict`."""
    only_selected: bool = False
    """True when `select` names the whole set, as `--select` on the command line does."""
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    target_version: tuple[int, int] = (3, 10)
    python_2: bool | None = None
    """Whether the project says that it also runs on Python 2; None where it does not say."""
    docstring_style: str = "auto"
    """`google`, `numpy`, `sphinx` or `auto`."""
    naming_convention: str = "auto"
    """`snake`, `camel` or `auto`."""
    local_sources: bool = False
    """`security.local-sources`: whether argv, environment and input count as untrusted."""
    document_init: bool = False
    document_dunder: bool = False
    document_nested: bool = False
    defer_to: tuple[str, ...] = ("auto",)
    honour_suppressions: bool = True
    thresholds: Thresholds = Thresholds()
    inlay_parameters: bool = False
    inlay_returns: bool = False
    inlay_variables: bool = False

    def asks_for(self, rule: Rule) -> bool:
        """Whether the user selects the rule by its slug or one of its codes, or all there is."""
        return not {"all", rule.slug, *rule.aliases}.isdisjoint(self.select)

    def wants(self, rule: Rule) -> bool:
        """Whether the user wants also those of the rule's findings that say what a reader is told already."""
        return self.profile == "strict" or self.asks_for(rule)

    @cached_property
    def key(self) -> str:
        """A text equal for equal settings, for caches."""
        return repr((self.__class__.__name__, [(k, v) for k, v in sorted(vars(self).items()) if k != "key"]))
