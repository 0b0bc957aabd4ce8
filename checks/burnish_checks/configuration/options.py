"""The table of options: the one source of what `[tool.burnish]` may hold, and of everything made from that.

Parsing, `burnish config`, the JSON Schema, the documentation and the editors' settings are all made from `OPTIONS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from burnish_checks.core.rule import Severity
from burnish_checks.core.settings import Settings, Thresholds
from burnish_checks.files import DEFAULT_EXCLUDES, can_match

_LONGEST_SHOWN = 60
LEVELS = ("error", "warning", "information", "hint")
PROFILES = ("quiet", "default", "strict")


class WrongValue(ValueError):
    """A value that an option does not take; its text says what it takes, `item` which part is wrong, `meant` what is like it."""

    def __init__(self, message: str, item: str = "", meant: str = "") -> None:
        super().__init__(message)
        self.item = item
        self.meant = meant


@dataclass(frozen=True)
class Option:
    """One key of `[tool.burnish]`, dotted where it stands in a sub-table."""

    name: str
    kind: str
    """`flag`, `number`, `text`, `choice`, `rules`, `globs`, `version`, `severities`, `rules-by-file` or `tools`."""
    default: Any
    description: str
    field: str = ""
    """The field of `Settings` that it sets; empty for one that is read by its own part of burnish."""
    choices: tuple[str, ...] = ()
    client_only: bool = False
    """True if only an editor can set it."""

    @property
    def camel(self) -> str:
        """The name as editors' settings have it: `organization.maxComplexity`."""
        return re.sub(r"-(\w)", lambda found: found.group(1).upper(), self.name)


def _threshold(name: str, what: str) -> Option:
    field = name.replace("-", "_")
    default = getattr(Thresholds(), field)
    return Option(f"organization.{name}", "number", default, what, f"thresholds.{field}")


_S = Settings()

OPTIONS: tuple[Option, ...] = (
    Option("select", "rules", [], "Rules, categories or peers' codes switched on beside the profile's.", "select"),
    Option("ignore", "rules", [], "Rules, categories or peers' codes switched off.", "ignore"),
    Option(
        "per-file-ignores", "rules-by-file", {}, "Rules switched off for the files that a pattern names.",
        "per_file_ignores",
    ),
    Option("severity", "severities", {}, "How loud a rule or category is.", "severity", LEVELS),
    Option(
        "profile", "choice", _S.profile,
        "`quiet` (security, errors, validation, imports), `default`, or `strict` (everything).", "profile", PROFILES,
    ),
    Option(
        "exclude", "globs", list(DEFAULT_EXCLUDES), "Files and folders left out, in place of the defaults.", "exclude"
    ),
    Option("extend-exclude", "globs", [], "Files and folders left out beside the defaults.", "extend_exclude"),
    Option(
        "target-version", "version", "3.10",
        "The oldest Python the code must run on; else the lowest that `project.requires-python` allows.",
        "target_version",
    ),
    Option(
        "docstrings.style", "choice", _S.docstring_style, "The docstring convention; `auto` is the project's own.",
        "docstring_style", ("auto", "google", "numpy", "sphinx"),
    ),
    Option("docstrings.init", "flag", False, "Whether `__init__` needs a docstring.", "document_init"),
    Option("docstrings.dunder", "flag", False, "Whether other dunder methods need one.", "document_dunder"),
    Option("docstrings.nested", "flag", False, "Whether classes in classes need one.", "document_nested"),
    Option(
        "naming.convention", "choice", _S.naming_convention,
        "The naming convention of functions and variables; `auto` is the project's own.", "naming_convention",
        ("auto", "snake", "camel"),
    ),
    Option(
        "security.local-sources", "flag", False,
        "Whether arguments, environment and standard input count as untrusted.", "local_sources",
    ),
    _threshold("max-statements", "Statements in a function."),
    _threshold("max-function-lines", "Lines of code in a function, without docstring and comments."),
    _threshold("max-complexity", "Cyclomatic complexity of a function."),
    _threshold("max-cognitive-complexity", "Cognitive complexity of a function."),
    _threshold("max-nesting", "Blocks nested in each other."),
    _threshold("max-parameters", "Parameters of a function."),
    _threshold("max-branches", "Branches in a function."),
    _threshold("max-returns", "`return` statements in a function."),
    _threshold("max-locals", "Local variables of a function."),
    _threshold("max-public-methods", "Public methods of a class."),
    _threshold("max-module-lines", "Lines of a module."),
    _threshold("max-try-statements", "Statements in the body of a `try`."),
    _threshold("min-string-repeats", "How often a literal must stand in a file to count as repeated."),
    _threshold("min-duplicate-statements", "How many equal statements in a row count as duplicated."),
    Option(
        "defer-to", "tools", ["auto"],
        "Peers whose findings are not shown twice: `ruff`, `pyright`, `flake8`, or `auto` to detect them from their "
        "configuration.", "defer_to", ("auto", "ruff", "pyright", "flake8"),
    ),
    Option("extend", "text", "", "Another TOML file of the project; what it sets holds where this says nothing."),
    Option("baseline", "text", "burnish-baseline.txt", "The file of known findings, relative to this one."),
    Option("inlay-hints.parameters", "flag", False, "Show inferred types of parameters.", "inlay_parameters"),
    Option("inlay-hints.returns", "flag", False, "Show inferred return types.", "inlay_returns"),
    Option("inlay-hints.variables", "flag", False, "Show inferred types of variables.", "inlay_variables"),
    Option(
        "diagnostic-mode", "choice", "openFilesOnly", "Review the open files or the whole workspace.", "",
        ("openFilesOnly", "workspace"), client_only=True,
    ),
    Option(
        "code-lens", "flag", False, "Show above each file how much there is to say of it and what mends itself.",
        client_only=True,
    ),
    Option(
        "preview-unsafe", "flag", True, "Preview each repair that may change behaviour before it is made, if the editor can. "
        "What reaches into other files is previewed always; type hints in the open file never are.", client_only=True,
    ),
)  # fmt: skip

BY_NAME = {option.name: option for option in OPTIONS}


def convert(option: Option, value: Any) -> tuple[Any, list[WrongValue]]:
    """The value of a setting as `Settings` holds it, and what was left out of it because it is wrong.

    Raises `WrongValue` where the value as a whole is of no use.
    """
    wrong: list[WrongValue] = []
    return _CONVERTERS[option.kind](option, value, wrong), wrong


def _flag(option: Option, value: Any, wrong: list[WrongValue]) -> bool:
    if not isinstance(value, bool):
        raise WrongValue(f"`{option.name}` is true or false, not {shown(value)}.")
    return value


def _number(option: Option, value: Any, wrong: list[WrongValue]) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise WrongValue(f"`{option.name}` is a whole number from 0 up, not {shown(value)}.")
    return value


def _text(option: Option, value: Any, wrong: list[WrongValue]) -> str:
    if not isinstance(value, str):
        raise WrongValue(f"`{option.name}` must be a string, not {shown(value)}.")
    return value


def _choice(option: Option, value: Any, wrong: list[WrongValue]) -> str:
    if not isinstance(value, str) or value not in option.choices:
        raise WrongValue(f"`{option.name}` is {listed(option.choices)}, not {shown(value)}.")
    return value


def _texts(option: Option, value: Any, wrong: list[WrongValue]) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise WrongValue(f"`{option.name}` must be a list of strings, not {shown(value)}.")
    wrong += [
        WrongValue(f"`{option.name}` must be a list of strings; {shown(item)} is none.")
        for item in value
        if not isinstance(item, str)
    ]
    return tuple(item for item in value if isinstance(item, str))


def _globs(option: Option, value: Any, wrong: list[WrongValue]) -> tuple[str, ...]:
    return tuple(pattern for pattern in _texts(option, value, wrong) if _is_pattern(pattern, wrong))


def _is_pattern(pattern: str, wrong: list[WrongValue]) -> bool:
    if can_match(pattern):
        return True
    wrong.append(WrongValue(f"`{pattern}` is no pattern of files as `.gitignore` has them.", pattern))
    return False


def _rules(option: Option, value: Any, wrong: list[WrongValue]) -> tuple[str, ...]:
    return tuple(name for name in _texts(option, value, wrong) if _known(name, wrong))


def _known(name: str, wrong: list[WrongValue]) -> bool:
    """Whether a rule, category or peer's code is called so; if not, the nearest that is goes into the message."""
    from burnish_checks.registry import is_known, nearest

    if is_known(name):
        return True
    close = nearest(name)
    meant = f" Did you mean `{close}`?" if close else ""
    wrong.append(WrongValue(f"There is no rule, category or code `{name}`.{meant}", name, close or ""))
    return False


def _tools(option: Option, value: Any, wrong: list[WrongValue]) -> tuple[str, ...]:
    names = _texts(option, [value] if isinstance(value, str) else value, wrong)
    wrong += [
        WrongValue(f"`{option.name}` names {listed(option.choices)}, not {shown(name)}.", name)
        for name in names
        if name not in option.choices
    ]
    return tuple(name for name in names if name in option.choices)


_OLDEST = 3
"""Python 3.1 and 3.2 are slips for 3.10 and 3.12: nobody runs them."""


def _version(option: Option, value: Any, wrong: list[WrongValue]) -> tuple[int, int]:
    found = re.fullmatch(r"(?:py)?3\.?(\d{1,2})", value) if isinstance(value, str) else None
    if found is None or int(found.group(1)) < _OLDEST:
        raise WrongValue(f'`{option.name}` is a version such as "3.11", not {shown(value)}.')
    return 3, int(found.group(1))


def _severities(option: Option, value: Any, wrong: list[WrongValue]) -> dict[str, Severity]:
    if not isinstance(value, dict):
        raise WrongValue(f"`{option.name}` is a table of rule to severity, not {shown(value)}.")
    result = {}
    for name, level in value.items():
        if level not in LEVELS:
            wrong.append(WrongValue(f"The severity of `{name}` is {listed(LEVELS)}, not {shown(level)}.", name))
        elif _known(name, wrong):
            result[name] = Severity[level.upper()]
    return result


def _rules_by_file(option: Option, value: Any, wrong: list[WrongValue]) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise WrongValue(f"`{option.name}` is a table of pattern to list of rules, not {shown(value)}.")
    result = {}
    for pattern, rules in value.items():
        if not _is_pattern(pattern.removeprefix("!"), wrong):
            continue
        try:
            result[pattern] = _rules(option, rules, wrong)
        except WrongValue:
            wrong.append(WrongValue(f"The pattern `{pattern}` wants a list of rules, not {shown(rules)}.", pattern))
    return result


_CONVERTERS = {
    "flag": _flag,
    "number": _number,
    "text": _text,
    "choice": _choice,
    "rules": _rules,
    "globs": _globs,
    "tools": _tools,
    "version": _version,
    "severities": _severities,
    "rules-by-file": _rules_by_file,
}


def shown(value: object) -> str:
    """A value as a sentence names it."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) < _LONGEST_SHOWN else "a long text"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "a list"
    return "a table" if isinstance(value, dict) else f"a {type(value).__name__}"


def listed(names: tuple[str, ...]) -> str:
    """Names as a sentence lists them: `a`, `b` or `c`."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
