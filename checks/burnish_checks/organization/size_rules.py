"""The rules about functions that are too long or too tangled to be read at once, with what is flagged and what is not."""

from __future__ import annotations

from burnish_checks.core.rule import Category, Severity, documented_rule


def _sample(body: str) -> str:
    return "```python\n" + body + "```"


_LONG = _sample("def load(row):\n" + "".join(f"    row.add('{name}')\n" for name in "abcdefghijklmnopqrstuvwxyz" * 2))
_SHORT = _sample("def load(row):\n    for name in NAMES:\n        row.add(name)\n")
_BRANCHES = (
    "def kind(x):\n" + "".join(f"    if x == {n!r}:\n        use({n!r})\n" for n in "abcdefghijklm") + "    return x\n"
)
_TABLE = _sample("def kind(x):\n    use(KINDS[x])\n    return x\n")
_NEST = "def find(a):\n" + "".join(
    "    " * depth + f"for {name} in {source}:\n"
    for depth, (name, source) in enumerate(zip("bcdefg", "abcdef", strict=True), 1)
)
_NESTED = _sample(_NEST + "    " * 7 + "use(g)\n")
_FLAT = _sample("def find(a):\n    for b in a:\n        use(b)\n")
_RETURNS = "def kind(x):\n" + "".join(f"    if x == {n!r}:\n        return {n!r}\n" for n in "abcdefg")
_LOCALS = "def area(x):\n" + "".join(f"    {n} = x.{n}\n" for n in "abcdefghijklmnop") + "    return a\n"
_OTHER_MEASURES = ("C901", "CCR001", "PLR0912", "PLR0914", "PLR0915", "R0912", "R0914", "R0915")
"""Who writes one of these beside a `def` knows how large the function is, in whatever way it is measured."""
long_function = documented_rule(
    "long-function",
    Category.ORGANIZATION,
    "A function with more statements, or more lines of code, than a reader can hold in mind.\n\nCounted are statements "
    "(`max-statements`, 50) and lines without docstring, comments and blank lines (`max-function-lines`, 80). The repair is "
    "to extract a part; burnish proposes the cuts that need the fewest values passed in and out. A hint up to twice the limit, "
    "in tests, where the function is a choice between short cases, where few "
    "paths lead through it (that is read from top to bottom), in an `__init__` that is long by the attributes which it "
    "only sets, and where a row of conditions makes it long that each set something else "
    '(`if "x" in given: self.x = X(given)`).\n\n'
    f"{_LONG}\n\n{_SHORT}",
    aliases=("PLR0915",),
    silenced_by=_OTHER_MEASURES,
)
complex_function = documented_rule(
    "complex-function",
    Category.ORGANIZATION,
    "A function with more paths through it than anybody will test.\n\nCyclomatic complexity as mccabe counts it: one, and "
    "one for each decision (`max-complexity`, 10). A hint, unless it is tangled as well: cases "
    f"one after the other are read as a table is.\n\n{_sample(_BRANCHES)}\n\n{_TABLE}",
    aliases=("C901",),
    silenced_by=_OTHER_MEASURES,
)
tangled_function = documented_rule(
    "tangled-function",
    Category.ORGANIZATION,
    "A function that is hard to follow because its branches and loops stand inside each other.\n\nCognitive complexity as "
    "SonarSource defines it: each break in the flow costs one, and one more for each level it is nested "
    "(`max-cognitive-complexity`, 15). The message names the statement whose extraction helps most, of at least eight lines. "
    "Where none is enough, it names the largest to begin with, but not by a first line that says nothing of it (most "
    "stands under an `else`), nor what is nearly all. Said aloud is more than two and a half times the limit, without "
    "what the functions inside it, `x or default` in arguments, rows of options (`if x is not None: body['x'] = x`) and "
    "the depth of guards that end the turn of a loop add: below, it takes few guards and one loop. A hint, too, is what a "
    "comment says is so for speed. "
    "A hint, too, is a list of cases of which next to none stands inside "
    "another (that is, where the paths through it are nearly as many). Where a function is also "
    f"over the limits of paths and branches, those are hints: it is the same defect.\n\n{_NESTED}\n\n{_FLAT}",
    aliases=("S3776",),
    silenced_by=_OTHER_MEASURES,
)
deep_nesting = documented_rule(
    "deep-nesting",
    Category.ORGANIZATION,
    "Code inside more blocks than a reader can keep apart.\n\nCounted are `if`, `for`, `while`, `try`, `with` and `match` "
    "around a statement (`max-nesting`, 5), and the outermost is named. Guard clauses and extracted functions flatten it."
    f"\n\n{_NESTED}\n\n{_FLAT}",
    aliases=("PLR1702",),
    silenced_by=_OTHER_MEASURES,
)
too_many_parameters = documented_rule(
    "too-many-parameters",
    Category.ORGANIZATION,
    "A function that takes more parameters than a caller can remember.\n\nCounted are all but `self`, `cls`, the starred and "
    "those that begin with an underscore (`max-parameters`, 5); functions under `@overload` and `@override` have no "
    "choice.\n\n"
    + _sample("def draw(x, y, width, height, color, border):\n    ...\n")
    + "\n\n"
    + _sample("def draw(box, style):\n    ...\n"),
    severity=Severity.HINT,
    aliases=("PLR0913",),
)
too_many_branches = documented_rule(
    "too-many-branches",
    Category.ORGANIZATION,
    "A function that decides between more cases than belong in one place.\n\nCounted as pylint counts them (`max-branches`, "
    f"12). A table, or a function for each case, says the same with less.\n\n{_sample(_BRANCHES)}\n\n{_TABLE}",
    aliases=("PLR0912",),
    silenced_by=_OTHER_MEASURES,
)
too_many_returns = documented_rule(
    "too-many-returns",
    Category.ORGANIZATION,
    "A function that can end in more ways than a reader expects.\n\nCounted are its `return` statements (`max-returns`, 6). "
    "A hint, unless the project has a limit of its own: guards that return early are easy to follow."
    f"\n\n{_sample(_RETURNS)}\n\n{_TABLE}",
    aliases=("PLR0911",),
    silenced_by=_OTHER_MEASURES,
)
too_many_locals = documented_rule(
    "too-many-locals",
    Category.ORGANIZATION,
    "A function with more variables than a reader can keep in mind.\n\nCounted are the names it assigns to, parameters "
    f"among them (`max-locals`, 15).\n\n{_sample(_LOCALS)}\n\n{_TABLE}",
    aliases=("PLR0914",),
    default=False,
)
RULES = (
    long_function,
    complex_function,
    tangled_function,
    deep_nesting,
    too_many_parameters,
    too_many_branches,
    too_many_returns,
    too_many_locals,
)
