"""Functions that are too long or too tangled to be read at once: nine limits, found by one check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import is_dunder
from burnish_checks.core.rule import Category, Finding, Related, Rule, Severity, documented_rule, family
from burnish_checks.core.settings import Settings, Thresholds
from burnish_checks.core.standard_library import has_private
from burnish_checks.organization import bounds, measures, tangling

_SURELY_SHORT = 10
_LONGEST_OPENING = 48
_MANY_GUARDS = 3
_SOME_ALIKE = 3
EXTRACT = "extract a part of it into a function of its own"


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

_OTHER_MEASURES = ("C901", "CCR001", "PLR0912", "PLR0915", "R0912", "R0915")
"""Who writes one of these beside a `def` knows how large the function is, in whatever way it is measured."""

long_function = documented_rule(
    "long-function",
    Category.ORGANIZATION,
    "A function with more statements, or more lines of code, than a reader can hold in mind.\n\nCounted are statements "
    "(`max-statements`, 50) and lines without docstring, comments and blank lines (`max-function-lines`, 80). The repair is "
    "to extract a part; burnish proposes the cuts that need the fewest values passed in and out. A hint in tests, where few "
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
    "Where none is enough, it names the largest to begin with. Said aloud is more than twice the limit, without what the "
    "functions inside it, `x or default` in arguments and rows of options (`if x is not None: body['x'] = x`) add: "
    "below, it takes few guards and one loop. "
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


def loudness(settings: Settings, limit: str, measure: int) -> Severity | None:
    """A hint for what is over a limit by no more than a third: there is a case for it, but no two reviewers agree.

    Aloud all the same are limits that the project chose itself, and rules that were selected.
    """
    over = measure * 3 > getattr(settings.thresholds, limit) * 4
    return None if over or is_chosen(settings, limit) else Severity.HINT


def _counted(settings: Settings, limit: str) -> Severity | None:
    """A hint, unless the limit was chosen: cases one after the other, however many, are read as a table is."""
    return None if is_chosen(settings, limit) else Severity.HINT


_USUAL = Thresholds()


def is_chosen(settings: Settings, limit: str) -> bool:
    """Whether the project chose the limit itself, or the rules."""
    own = getattr(settings.thresholds, limit)
    return bool(own != getattr(_USUAL, limit)) or settings.only_selected or settings.profile == "strict"


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


@family(visits=(syntax.FunctionDef, syntax.AsyncFunctionDef), rules=RULES)
def sizes(block: Block, function: measures.Function, context: Context) -> Iterator[Finding]:
    """Hold a function against every limit; of those it is well over, the first is said aloud and the others are hints.

    In tests all are: what is long there is seldom hard.
    """
    yield from _parameters(block, function, context)
    settings = context.settings
    all_aloud = settings.only_selected or settings.profile == "strict"
    said = False
    for finding in _measured(block, function, context):
        quiet = said or context.role.tested or _is_taken_over(function, context)
        quiet = quiet and not all_aloud and not settings.asks_for(finding.rule)
        ignored = {finding.rule.slug, *finding.rule.aliases}.intersection(settings.ignore)
        said = said or (finding.severity is None and not ignored)
        yield replace(finding, severity=Severity.HINT) if quiet else finding


def _is_taken_over(function: measures.Function, context: Context) -> bool:
    """Whether a method stands in for a private one of a class of the standard library: that one, a little changed."""
    own = context.enclosing_class
    if own is None or not function.name.startswith("_") or is_dunder(function.name):
        return False
    above = {name for base in own.bases for name in context.ask("lineage", base)}
    return any(has_private(name, function.name) for name in above)


def _measured(block: Block, function: measures.Function, context: Context) -> Iterator[Finding]:
    limits = context.settings.thresholds
    lines_in_all = (function.end_lineno or function.lineno) - function.lineno + 1
    if len(function.body) == 1 and not hasattr(function.body[0], "body") and lines_in_all < _SURELY_SHORT:
        return
    most = bounds.at_most(block, lines_in_all)
    if not _is_over(most, limits) and len(block.walk.scopes[function].bound) <= limits.max_locals:
        return
    if (
        most.complexity > limits.max_complexity
        or most.tangle > limits.max_cognitive_complexity
        or most.branches > limits.max_branches
    ):
        yield from _paths(block, function, context, most)
    settings = context.settings
    statements = measures.statements(function.body) if most.statements > limits.max_statements else 0
    lines = measures.code_lines(block, function) if most.lines > limits.max_function_lines else 0
    returns = measures.returns(block, function) if most.returns > limits.max_returns else 0
    bound = block.walk.scopes[function].bound
    local_names = measures.local_names(block, function) if len(bound) > limits.max_locals else 0
    over = statements > limits.max_statements or lines > limits.max_function_lines or returns > limits.max_returns
    if not over and local_names <= limits.max_locals and most.nesting <= limits.max_nesting:
        return
    name, place = f"`{_called(block, function, context)}`", block.name_span(function)
    long = statements > limits.max_statements or lines > limits.max_function_lines
    inner = sum(1 + measures.cyclomatic(item.body) for item in _outermost_inside(block, function)) if long else 0
    quiet = long and measures.cyclomatic(function.body) - inner < limits.max_complexity
    work = statements - measures.settings_of_self(function) - (measures.rows(function) if long else 0)
    quiet = quiet or (long and work <= limits.max_statements)
    quiet = quiet and not is_chosen(settings, "max_statements")
    if statements > limits.max_statements:
        message = f"{name} has {statements} statements, more than {limits.max_statements}; {EXTRACT}."
        yield block.finding(
            place,
            message,
            rule=long_function,
            data={"measure": str(statements)},
            severity=Severity.HINT
            if quiet
            else loudness(settings, "max_statements", statements - _of_inner(block, function)),
        )
    elif lines > limits.max_function_lines:
        message = f"{name} has {lines} lines of code, more than {limits.max_function_lines}; {EXTRACT}."
        # So few statements on so many lines are a table.
        severity = Severity.HINT if quiet or not is_chosen(settings, "max_function_lines") else None
        yield block.finding(place, message, rule=long_function, data={"measure": str(lines)}, severity=severity)

    if returns > limits.max_returns:
        message = f"{name} returns in {returns} places, more than {limits.max_returns}; use a table or {EXTRACT}."
        severity = _counted(settings, "max_returns")
        yield block.finding(place, message, rule=too_many_returns, data={"measure": str(returns)}, severity=severity)
    if local_names > limits.max_locals:
        message = f"{name} has {local_names} variables, more than {limits.max_locals}; {EXTRACT}."
        yield block.finding(place, message, rule=too_many_locals, data={"measure": str(local_names)})
    if most.nesting <= limits.max_nesting:
        return
    for statement in function.body:
        depth = measures.nesting_of(statement)
        if depth <= limits.max_nesting:
            continue
        message = (
            f"What this holds is nested {depth} levels deep, more than {limits.max_nesting}; return early or {EXTRACT}."
        )
        start = block.span(statement)
        end = len(block.lines[start.start_line].rstrip("\r\n"))
        span = start._replace(end_line=start.start_line, end_column=end)
        severity = loudness(settings, "max_nesting", depth)
        yield block.finding(span, message, rule=deep_nesting, data={"measure": str(depth)}, severity=severity)


def _outermost_inside(block: Block, function: measures.Function) -> Iterator[measures.Function]:
    """The functions inside a function that stand in no other function of it."""
    functions = block.nodes(*measures.FUNCTIONS)
    for item in functions if len(functions) > 1 else ():
        if isinstance(item, measures.FUNCTIONS) and block.function_around(item) is function:
            yield item


def _of_inner(block: Block, function: measures.Function) -> int:
    """How many statements stand in inner functions."""
    inner = (
        item for item in block.nodes(*measures.FUNCTIONS) if block.walk.scope_at(item) is block.walk.scopes[function]
    )
    return sum(measures.statements(item.body) for item in inner if isinstance(item, measures.FUNCTIONS))


def _is_over(most: bounds.AtMost, limits: Thresholds) -> bool:
    """Whether one of the measures may be over its limit."""
    return (
        most.complexity > limits.max_complexity
        or most.tangle > limits.max_cognitive_complexity
        or most.branches > limits.max_branches
        or most.statements > limits.max_statements
        or most.lines > limits.max_function_lines
        or most.returns > limits.max_returns
        or most.nesting > limits.max_nesting
    )


def _paths(block: Block, function: measures.Function, context: Context, most: bounds.AtMost) -> Iterator[Finding]:
    """Three measures of the same thing, the most telling first."""
    limits, settings = context.settings.thresholds, context.settings
    complexity = 1 + measures.cyclomatic(function.body)
    tangle = 0
    if most.tangle > limits.max_cognitive_complexity:
        tangle = tangling.cognitive(block, function, complexity - 1)
    branches = measures.branches(function.body) if most.branches > limits.max_branches else 0
    if (
        complexity <= limits.max_complexity
        and tangle <= limits.max_cognitive_complexity
        and branches <= limits.max_branches
    ):
        return
    name, place = f"`{_called(block, function, context)}`", block.name_span(function)
    found: list[tuple[Rule, int, str, Severity | None]] = []
    related: tuple[Related, ...] = ()
    if tangle > limits.max_cognitive_complexity:
        cut, share = tangling.heaviest(block, function, tangle, tangle - limits.max_cognitive_complexity)
        whole = cut is not None
        if cut is None and not measures.cases_of(block, function):
            cut, share = tangling.largest(block, function, tangle)
        cure = _cure(block, function, cut, share, first=not whole)
        if cut is not None:
            start = block.span(cut)
            end = len(block.lines[start.start_line].rstrip("\r\n"))
            opening = start._replace(end_line=start.start_line, end_column=end)
            related = (block.related(opening, "the part to extract" if whole else "the part to begin with"),)
        message = f"{name} is hard to follow: cognitive complexity {tangle}, more than {limits.max_cognitive_complexity}; {cure}."
        own = tangle - tangling.tangle_of_inner(block, function) - tangling.defaults(block, function)
        own -= tangling.handed_on(block, function)
        severity = loudness(settings, "max_cognitive_complexity", own)
        flat = tangle * 4 <= complexity * 5  # a list of cases, in which next to nothing stands inside the other
        if (flat or own <= limits.max_cognitive_complexity * 2) and not is_chosen(settings, "max_cognitive_complexity"):
            severity = Severity.HINT
        found.append((tangled_function, tangle, message, severity))
    if complexity > limits.max_complexity:
        message = f"{name} has {complexity} paths through it, more than {limits.max_complexity}; {EXTRACT}."
        own = complexity - sum(1 + measures.cyclomatic(item.body) for item in _outermost_inside(block, function))
        tangled = any(severity is None for rule, _, _, severity in found)
        severity = loudness(settings, "max_complexity", own) if tangled else _counted(settings, "max_complexity")
        found.append((complex_function, complexity, message, severity))
    if branches > limits.max_branches:
        message = f"{name} has {branches} branches, more than {limits.max_branches}; use a table or {EXTRACT}."
        found.append((too_many_branches, branches, message, _counted(settings, "max_branches")))
    for rule, measure, message, severity in found:
        places = related if rule is tangled_function else ()
        data = {"measure": str(measure)}
        yield block.finding(place, message, rule=rule, data=data, related=places, severity=severity)


def _cure(block: Block, function: measures.Function, cut: syntax.AST | None, share: int, *, first: bool) -> str:
    """What to do about a tangle: the statement to take out, or to take out `first` where others have to follow.

    Not to return early where the function does so already, or only makes an object.
    """
    guarded = measures.guards(block, function) >= _MANY_GUARDS or function.name == "__init__"
    early = "" if guarded else "return early or "
    if cut is None:
        subject = measures.cases_of(block, function)
        if subject and measures.are_short(block, function, subject):
            return f"keep what it does for each case of `{subject}` in a table"
        return f"give each case of `{subject}` a function of its own" if subject else f"{early}split it into its steps"
    if isinstance(cut, measures.FUNCTIONS):
        return f"its inner function `{cut.name}` is {share} of that: move it out"
    if (count := tangling.like(block, cut)) >= _SOME_ALIKE:
        return f"take out what is alike in {count} branches, such as {_named(block, cut)}, which is {share} of that"
    if first:
        return f"split it into its steps, first {_named(block, cut)}, which is {share} of that"
    return f"{_named(block, cut)} is {share} of that: extract it{', or return early' * bool(early)}"


def _called(block: Block, function: measures.Function, context: Context) -> str:
    """What the function is found by among others: with its class where it is a method."""
    around = block.parent(function)
    if isinstance(around, syntax.ClassDef):
        return f"{around.name}.{function.name}"
    header = context.enclosing_class if around is None else None
    return function.name if header is None else f"{header.name}.{function.name}"


def _named(block: Block, statement: syntax.AST) -> str:
    """What a reader finds the compound statement by: its first line, or its keyword and length where that is long."""
    span = block.span(statement)
    line = block.lines[span.start_line].strip().partition("#")[0].rstrip()
    opening = line.rstrip(":").replace("`", "'")
    if line.endswith(":") and " " in opening and len(opening) <= _LONGEST_OPENING:
        return f"its `{opening}`"
    keyword = (
        "async " * opening.startswith("async ") + opening.removeprefix("async ").partition(" ")[0].partition("(")[0]
    )
    return f"its `{keyword}` of {span.end_line - span.start_line + 1} lines"


def _parameters(block: Block, function: measures.Function, context: Context) -> Iterator[Finding]:
    given = measures.parameters(function)
    limit = context.settings.thresholds.max_parameters
    if len(given) <= limit:
        return
    names = {dotted(item).rpartition(".")[2] for item in function.decorator_list}
    if names & {"overload", "override"}:
        return
    count = len(given)
    if "staticmethod" not in names and given[0].arg in ("self", "cls", "mcs") and _is_method(block, function):
        count -= 1
    if count > limit:
        message = f"`{function.name}` takes {count} parameters, more than {limit}; group those that belong together."
        yield block.finding(block.name_span(function), message, rule=too_many_parameters, data={"measure": str(count)})


def _is_method(block: Block, function: measures.Function) -> bool:
    parent = block.parent(function)
    return isinstance(parent, syntax.ClassDef) or (parent is None and block.in_class)
