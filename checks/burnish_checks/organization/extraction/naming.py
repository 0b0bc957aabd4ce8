"""A name for extracted code, read from the code itself: a comment, what it computes, whom it calls, what it loops over."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterable, Iterator, Sequence

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused
from burnish_checks.organization.extraction.events import Function, own_statements

_SHORTEST_DOUBLED = 5
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERBS = _words(
    "accept add adjust advance allocate analyze append apply assemble assert assign attach authenticate authorize bind "
    "build bump cache calculate call cancel check choose clean clear close collect combine compare compile complete "
    "compose compress compute configure connect convert copy count create cut decide declare decode decompress define "
    "delete derive describe detach detect determine disable discard discover dispatch display distribute do download "
    "draw drop dump emit enable encode end ensure enter escape estimate evaluate examine exclude execute expand export "
    "extend extract fetch figure fill filter find finish fit fix flatten flush follow format forward free gather "
    "generate get give group guess handle hash identify ignore import include index infer init initialize insert "
    "inspect install interpolate invoke iterate join keep launch limit link list load lock log look lookup make map "
    "mark match measure merge modify move normalize notify open order output override pack pad parse pass patch pick "
    "place plot poll pop populate post prefer prepare prepend preserve print process produce prune publish pull purge "
    "push put query quote raise rank read rebuild receive record redirect reduce refresh register reject release reload "
    "remove rename render replace report request require reset resize resolve restore retrieve retry return reverse "
    "rewrite roll round run sanitize save scale scan schedule search select send separate serialize set setup show skip "
    "sort split start stop store strip submit substitute sum swap switch sync test throw toggle track transform "
    "translate traverse trim truncate try turn unlock unpack update upgrade upload use validate verify visit wait walk "
    "warn wrap write yield"
)
_VAGUE = _words(
    "self cls res result results ret retval rv val value values tmp temp x y z i j k n m a b c d e f g h l o p q r s t "
    "u v w obj object item items it elem element thing data out output arg args kwargs this that none true false "
    "func fn dict list set str string info map"
)
_STOP = _words(
    "if so because since when while where which that unless until before after but and for from in on to with by as or "
    "then else via into having using based according associated whose such than like per during given "
    "at this these those is are was we it only not todo fixme xxx note noqa type pragma"
)
_DROPPED = _words("the a an all any each every our its their now first next finally also just actually")
_ADVERBS = _words("back again too here there together properly correctly manually automatically explicitly anyway of")
_FILLERS = _words(
    "add all any append assertEqual bool bytes copy count critical debug decode dict discard encode endswith "
    "enumerate error exception extend fail filter find float format get getattr group hasattr id index info insert "
    "int isinstance items iter join keys len list log lower map match max min next open pop print range remove "
    "replace repr reversed search set setattr setdefault sorted split startswith str strip sum super tuple type "
    "update upper values warning zip "
)
_ACCESSORS = _words(
    "items keys values split rsplit copy splitlines strip lstrip rstrip startswith endswith isdigit isalpha isspace lower "
    "upper encode decode replace get pop findall finditer iter walk traverse partition rpartition read readlines match "
    "search group groups format join exists is_dir is_file isidentifier title casefold"
)
_MOST_WORDS = 5
_FEW = 6
_LONGEST = 40


def function_name(
    function: Function, statements: Sequence[ast.stmt], outputs: Sequence[str], comment: str, taken: set[str]
) -> str:
    """A private name for the code that none of `taken` is equal to. Raises `Refused` if there is none."""
    found = [words for words, _ in candidates(function, statements, outputs, comment)]
    for words in found:
        name = f"_{'_'.join(words)}"
        if _is_free(name, taken):
            return name
    for words in found:
        name = free(words, function, taken)
        if name:
            return name
    raise Refused("No good name for the new function is free.")


def free(words: Sequence[str], function: Function, taken: set[str]) -> str:
    """The words as a private name, told apart from taken ones by the name of the function they come from."""
    stem = "_".join(words)
    owner = "_".join(split(function.name))
    for name in (f"_{stem}", f"_{stem}_for_{owner}" if owner else "", *(f"_{stem}_{n}" for n in range(2, 9))):
        if name and _is_free(name, taken):
            return name
    return ""


def _is_free(name: str, taken: set[str]) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and name not in taken


def candidates(
    function: Function, statements: Sequence[ast.stmt], outputs: Sequence[str], comment: str
) -> Iterator[tuple[list[str], int]]:
    """Names as words, best first, each with how telling it is: 3 (said in a comment) to 0 (a place in the function)."""
    for words, merit in _ideas(function, statements, outputs, comment):
        kept = _tidy(words)
        if len(kept) > 1 and len("_".join(kept)) <= _LONGEST:
            yield kept, merit


def _ideas(
    function: Function, statements: Sequence[ast.stmt], outputs: Sequence[str], comment: str
) -> Iterator[tuple[list[str], int]]:
    said = comment_words(comment)
    if said:
        yield said, 3
    telling = [name for name in outputs if meaningful(split(name))]
    if telling and len(outputs) <= 2:
        yield [_verb_for(statements, telling[0]), *_joined(telling)], 2
    core = statements[0] if len(statements) == 1 else None
    if core is None and statements:
        compound = [
            item for item in statements if isinstance(item, (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With))
        ]
        core = compound[-1] if len(compound) == 1 else None
    if isinstance(core, (ast.For, ast.AsyncFor)):
        yield from _of_loop(core)
    if len(statements) == 1 and isinstance(core, ast.If):
        yield from _of_test(core.test)
    yield from _of_returns(statements)
    if telling:
        yield [_verb_for(statements, telling[0]), *parts(telling[0])], 1
    yield from _of_calls(statements)
    yield from _of_surroundings(function, statements)
    yield from _of_attributes(statements)
    if isinstance(core, ast.If):
        yield from _of_test(core.test)
    yield from _by_place(function, statements)


def split(identifier: str) -> list[str]:
    """The lower-case words of an identifier."""
    return [word.lower() for word in _WORD.findall(identifier)]


def meaningful(words: Iterable[str]) -> list[str]:
    """The words that say something."""
    return [word for word in words if word not in _VAGUE and len(word) > 1]


def _tidy(words: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if word.isascii() and word.isalnum() and (not kept or kept[-1] != word):
            kept.append(word)
    kept = kept[:_MOST_WORDS]
    while kept and kept[-1] in _STOP:
        kept.pop()
    return kept


def comment_words(comment: str) -> list[str]:
    """A name out of a comment that says in a few words what follows; empty if it does not."""
    text = comment.strip().lstrip("#:").strip()
    text = re.sub(r"^(?:step\s*)?\d+[.):]\s*", "", text, flags=re.I)
    sentence = re.split(r"[.;:,(\[\n]|\s--?\s", text, maxsplit=1)[0]
    if not sentence or re.search(r"[=`'\"<>{}/\\@_|*]", sentence):
        return []
    raw = [word.lower() for word in re.findall(r"[A-Za-z]+|\d+", sentence)]
    words: list[str] = []
    for word in raw:
        if word in _DROPPED and len(raw) > 1:
            continue
        if words and word in _STOP:
            break
        words.append(word)
    if not 1 < len(words) <= _MOST_WORDS or words[0] in _STOP or meaningful(words) != words:
        return []
    if words[:2] == ["make", "sure"]:
        words = ["ensure", *words[2:]]
    while len(words) > 2 and words[-1] in _ADVERBS:
        words.pop()
    base = _base(words[0]) if len(words) > 1 else ""
    return [base, *words[1:]] if base else []


def _base(word: str) -> str:
    """The verb that a word is a form of: `parsing` and `parses` give `parse`; empty if it is none that is known."""
    if word in VERBS:
        return word
    for ending, instead in (("ing", ""), ("ing", "e"), ("s", ""), ("es", ""), ("ies", "y")):
        if word.endswith(ending) and word[: -len(ending)] + instead in VERBS:
            return word[: -len(ending)] + instead
    if word.endswith("ing") and len(word) > _SHORTEST_DOUBLED and word[-4] == word[-5] and word[:-4] in VERBS:
        return word[:-4]
    return ""


def _joined(names: Sequence[str]) -> list[str]:
    words = parts(names[0])
    for name in names[1:]:
        words += ["and", *parts(name)]
    return words if len(words) < _MOST_WORDS else parts(names[0])


def parts(identifier: str) -> list[str]:
    """The parts of an identifier as it is written, so that `utf8` stays one."""
    if identifier == identifier.lower():
        return [part for part in identifier.split("_") if part]
    return split(identifier)


def _verb_for(statements: Sequence[ast.stmt], output: str) -> str:
    """What is done to get a variable: `parse` if that is called, `find` for a loop that breaks, `build` for a container."""
    if split(output)[0] in ("is", "has", "should", "can", "use", "needs", "found"):
        return "check"
    verbs: list[str] = []
    for node in (item for statement in statements for item in ast.walk(statement)):
        if isinstance(node, ast.Break):
            return "find"
        if isinstance(node, ast.Assign) and any(dotted(target) == output for target in node.targets):
            verbs += _verb_of(node.value.value if isinstance(node.value, ast.Await) else node.value)
    if (
        verbs
        and len(set(verbs)) == 1
        and verbs[0] not in ("format", "join", "split", "strip", "replace", "pop", "append")
    ):
        return verbs[0]
    return "build" if "build" in verbs else "compute"


def _verb_of(value: ast.expr) -> list[str]:
    """The verb for making a value, if it has one."""
    if isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.JoinedStr)):
        return ["build"]
    words = split(dotted(value.func).rpartition(".")[2]) if isinstance(value, ast.Call) else []
    if words and words[0] in VERBS and words[0] not in ("get", "do", "make", "set"):
        return words[:1]
    if words and words[0] in ("list", "dict", "set", "get", "make"):
        return ["get" if words[0] == "get" else "build"]
    return []


def _of_loop(loop: ast.For | ast.AsyncFor) -> Iterator[tuple[list[str], int]]:
    iterated = meaningful(_noun(loop.iter))
    target = loop.target
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    names = [meaningful(split(dotted(part).rpartition(".")[2])) for part in parts]
    named = [words for words in names if words]
    noun = iterated or ([*named[-1][:-1], _plural(named[-1][-1])] if named else [])
    if not noun:
        return
    verb = _main_verb(loop.body)
    yield [verb or "handle", *noun], 2 if verb else 1


def _main_verb(body: Sequence[ast.stmt]) -> str:
    """The verb of the one call that a suite makes as a statement, if it is telling."""
    calls = [
        node.value
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Await))
    ]
    verbs = set()
    for call in calls:
        inner = call.value if isinstance(call, ast.Await) else call
        words = split(dotted(getattr(inner, "func", None)).rpartition(".")[2])
        if words and words[0] in VERBS and words[0] not in ("append", "extend", "debug", "info", "log", "set"):
            verbs.add(words[0])
        elif words and words[0] in ("append", "extend"):
            verbs.add("collect")
    return verbs.pop() if len(verbs) == 1 else ""


def _noun(node: ast.AST | None) -> list[str]:
    """The words that say what an expression is."""
    if isinstance(node, ast.Call):
        return _noun_of_call(node)
    if isinstance(node, ast.Attribute):
        return split(node.attr)
    if isinstance(node, ast.Name):
        return split(node.id)
    if isinstance(node, ast.Subscript):
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier():
            return split(key.value)
        return _noun(node.value)
    if isinstance(node, (ast.Await, ast.Starred, ast.NamedExpr)):
        return _noun(node.value)
    return []


_OF_THE_SAME = frozenset(
    ["enumerate", "sorted", "list", "reversed", "set", "tuple", "zip", "iter", "len", "range", "str", "int"]
)


def _noun_of_call(call: ast.Call) -> list[str]:
    function = call.func
    name = dotted(function).rpartition(".")[2] or getattr(function, "attr", "")
    if isinstance(function, ast.Attribute) and name in _ACCESSORS:
        return _noun(function.value)
    first = _noun(call.args[0]) if call.args else []
    if name in _OF_THE_SAME:
        return first
    words = split(name)
    if len(words) > 1 and words[0] in (*VERBS, "is", "has"):
        return words[1:]
    if words and words[0] in VERBS:
        return first or (_noun(function.value) if isinstance(function, ast.Attribute) else [])
    return words


def _plural(word: str) -> str:
    if word.endswith("s") and not word.endswith("ss"):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "ch", "sh", "ss")) else "s")


def _of_test(test: ast.expr) -> Iterator[tuple[list[str], int]]:
    """`handle_...` for what a condition is about."""
    negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    node: ast.AST = test.operand if isinstance(test, ast.UnaryOp) else test
    if isinstance(node, ast.BoolOp):
        node = node.values[0]
    if isinstance(node, ast.Call) and dotted(node.func) == "isinstance" and len(node.args) > 1:
        kind = node.args[1]
        words = split(dotted(kind).rpartition(".")[2])
        if words and not negated:
            yield ["handle", *words], 1
        return
    if isinstance(node, ast.Compare):
        right = node.comparators[0]
        if isinstance(node.ops[0], ast.Is) and isinstance(right, ast.Constant) and right.value is None:
            words = meaningful(_noun(node.left))
            if words:
                yield ["handle", "missing", *words], 1
            return
        if words := _tested_for(node.ops[0], right):
            yield ["handle", *words], 1
            return
        node = node.left
    words = meaningful(_noun(node))
    if words and negated and words[0] in ("is", "has"):
        yield ["handle", "non" if words[0] == "is" else "missing", *words[1:]], 1
    elif words:
        yield ["handle", *(["missing"] if negated else []), *words], 1


def _tested_for(operator: ast.cmpop, right: ast.expr) -> list[str]:
    """The words of the text or the member of an enumeration that something is compared with."""
    if isinstance(operator, ast.Eq) and isinstance(right, ast.Constant) and isinstance(right.value, str):
        return meaningful(split(right.value)) if re.fullmatch(r"[\w -]{2,20}", right.value) else []
    if isinstance(operator, (ast.Eq, ast.Is)) and isinstance(right, ast.Attribute):
        return meaningful(split(right.attr))
    return []


def _of_returns(statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """What the code returns, if it has a name."""
    last = statements[-1]
    if isinstance(last, ast.Return) and last.value is not None:
        value = last.value
        if isinstance(value, ast.Name) and meaningful(split(value.id)):
            yield [_verb_for(statements, value.id), *parts(value.id)], 2
        elif isinstance(value, ast.Call):
            words = split(dotted(value.func).rpartition(".")[2])
            if words and words[0] in VERBS and len(words) > 1:
                yield words, 1


def _of_calls(statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """The last telling call that stands as a statement: its own name, or its verb with what it acts on.

    Of code with more than a few statements only calls that are not inside an `if` or a loop speak for the whole.
    """
    size = sum(1 for _ in own_statements(statements))
    acting = statements if size > _FEW else list(own_statements(statements))
    for statement in reversed(acting):
        call = statement.value if isinstance(statement, ast.Expr) else None
        call = call.value if isinstance(call, ast.Await) else call
        if not isinstance(call, ast.Call):
            continue
        name = (dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")).strip("_")
        words = split(name)
        if not words or words[0] not in VERBS or name in _FILLERS or words[0] in ("log", "get", "assert"):
            continue
        if len(words) > 1:
            yield words, 1
            continue
        objects = [_noun(argument) for argument in call.args[:1]]
        if isinstance(call.func, ast.Attribute):
            objects.append(_noun(call.func.value))
        for noun in objects:
            if meaningful(noun):
                yield [*words, *meaningful(noun)], 1


def _of_attributes(statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """`set_...` for attributes and items that the code assigns."""
    names: dict[str, None] = {}
    for node in (item for statement in statements for item in ast.walk(statement)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names[node.attr] = None
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            words = _noun(node.value)
            if meaningful(words):
                names["_".join(words)] = None
    found = [name for name in names if meaningful(split(name))]
    if 1 <= len(found) <= 2:
        yield ["set", *_joined(found)], 1
    elif found:
        yield ["set", *split(found[0])], 0


def expression_name(function: Function, node: ast.expr, parent: ast.AST | None, taken: set[str]) -> str:
    """A private name for a function that gives an expression. Raises `Refused` if there is none."""
    for idea in _of_expression(function, node, parent):
        kept = _tidy(idea)
        if len(kept) > 1 and len("_".join(kept)) <= _LONGEST and (name := free(kept, function, taken)):
            return name
    raise Refused("No good name for the new function is free.")


def _of_expression(function: Function, node: ast.expr, parent: ast.AST | None) -> Iterator[list[str]]:
    is_test = isinstance(node, (ast.BoolOp, ast.Compare)) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )
    words = parts(_target_of(node, parent))
    if meaningful(words):
        yield words if words[0] in ("is", "has", "should", "can") else ["compute", *words]
    if is_test:
        names = [_noun(item) for item in ast.walk(node) if isinstance(item, (ast.Name, ast.Attribute, ast.Call))]
        for noun in names:
            if meaningful(noun):
                yield ["check", *meaningful(noun)]
    noun = _noun(node)
    if meaningful(noun):
        yield ["compute", *meaningful(noun)]
    if isinstance(parent, (ast.For, ast.comprehension)):
        yield ["list", *_noun(parent.target)]
    owner = split(function.name)
    if isinstance(parent, ast.Return) and owner:
        yield ["compute", *(owner[1:] if len(owner) > 1 and owner[0] in VERBS else owner), "value"]
    for item in ast.walk(node):
        noun = _noun(item) if isinstance(item, ast.expr) else []
        if meaningful(noun):
            yield ["check" if is_test else "compute", *meaningful(noun)]
    yield ["compute", *(owner or ["it"]), "part"]


def _target_of(node: ast.expr, parent: ast.AST | None) -> str:
    """The name that the value of an expression gets, or an empty text."""
    if isinstance(parent, ast.Assign) and parent.value is node:
        return dotted(parent.targets[0]).rpartition(".")[2]
    if isinstance(parent, ast.AnnAssign):
        return dotted(parent.target).rpartition(".")[2]
    if isinstance(parent, ast.keyword):
        return parent.arg or ""
    if isinstance(parent, ast.NamedExpr):
        return parent.target.id
    return (syntax.word_of(parent, node) or "") if isinstance(parent, ast.Dict) else ""


def _of_surroundings(function: Function, statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """What the `if` or loop right around the code is about."""
    for around in own_statements(function.body):
        if isinstance(around, ast.If) and around.body[0] is statements[0]:
            yield from _of_test(around.test)
        elif isinstance(around, (ast.For, ast.AsyncFor)) and statements[0] in around.body:
            targets = around.target.elts if isinstance(around.target, ast.Tuple) else [around.target]
            for words in (meaningful(_noun(target)) for target in reversed(targets)):
                if words:
                    yield ["handle", *words], 1


def _by_place(function: Function, statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """What a part of a function is to the whole."""
    owner = split(function.name) or ["it"]
    if statements[0] in function.body[:2]:
        yield ["prepare", *owner], 0
    if statements[-1] is function.body[-1]:
        yield ["finish", *owner], 0
    yield ["continue", *owner], 0


def words_in(text: str) -> set[str]:
    """Every identifier in a text, in whatever role."""
    return set(_IDENTIFIER.findall(text))
