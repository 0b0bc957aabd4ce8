"""Where a docstring and its function disagree: parameters, results and exceptions that only one of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.docstrings.audience import is_dunder
from burnish_checks.docstrings.signature import Function, Parameter, Raised, Signature, own_nodes, signature_of
from burnish_checks.docstrings.styles import STYLES, Docstring, Field
from burnish_checks.docstrings.styles.reading import PYTHON_TYPES

_EXEMPT_RAISED = frozenset({"AssertionError", "NotImplementedError", "StopIteration", "StopAsyncIteration"})

_OF_PROTOCOLS = {
    "__getattr__": ("AttributeError",), "__getattribute__": ("AttributeError",), "__setattr__": ("AttributeError",),
    "__delattr__": ("AttributeError",), "__get__": ("AttributeError",), "__set__": ("AttributeError",),
    "__getitem__": ("KeyError", "IndexError"), "__delitem__": ("KeyError", "IndexError"), "__missing__": ("KeyError",),
    "__hash__": ("TypeError",),
}  # fmt: skip
"""By special method: what it raises as Python's data model asks for it, so that no docstring has to."""


@dataclass(frozen=True)
class Agreement:
    """A docstring held against its function. Nothing is missing from one that has no fields at all."""

    signature: Signature
    undocumented: tuple[Parameter, ...]
    stale: tuple[tuple[Field, int], ...]
    """Entries, each with the place of the name among the entry's names."""
    undocumented_raises: tuple[Raised, ...]
    undocumented_return: bool


def agreement(node: Function, found: Docstring, *, method: bool) -> Agreement:
    """What the two disagree about."""
    signature = signature_of(node, method)
    structured = found.style in STYLES and bool(found.fields)
    return Agreement(
        signature,
        tuple(_undocumented(signature, found)) if found.section("parameter") is not None else (),
        tuple(_stale(node, signature, found)) if structured else (),
        tuple(_unnamed_raises(node, signature, found)) if structured else (),
        structured and signature.returns and not _tells_result(node, found),
    )


def _undocumented(signature: Signature, found: Docstring) -> Iterator[Parameter]:
    named = {name.rstrip("_") for field in found.of("parameter") for name in field.names}
    for parameter in signature.parameters:
        if parameter.name.rstrip("_") not in named and not parameter.name.startswith("_"):
            yield parameter


def _stale(node: Function, signature: Signature, found: Docstring) -> Iterator[tuple[Field, int]]:
    """Entries for parameters that are not there; none where keyword arguments are taken that have no names."""
    names = {parameter.name.strip("_") for parameter in signature.parameters} | _bound_name(node)
    if any(parameter.stars for parameter in signature.parameters) or _changes_signature(node):
        return
    inner = [item for item in node.body if isinstance(item, syntax.FunctionNode)]
    if any(item.args.kwarg is not None for item in inner):
        return  # a decorator may tell what it is that it decorates takes
    keywords = {parameter.arg for parameter in node.args.kwonlyargs}
    described = {name for field in found.of("parameter") for name in field.names}
    together = bool(keywords) and {item.name for item in signature.parameters} - described == keywords
    names |= {parameter.arg for item in inner for parameter in (*item.args.args, *item.args.kwonlyargs)}
    families = Counter(name.partition("_")[0] for name in names - described if "_" in name)
    for field in found.of("parameter"):
        for place, name in enumerate(field.names):
            if name.partition(".")[0].strip("_") in names or name in _NO_NAMES or (place and name in _KINDS):
                continue
            before = found.lines[field.line][: field.columns[place][0]]
            if before.endswith("<"):
                continue  # `fork<n>`, which stands for many
            if together and before.endswith("**"):
                continue  # `**flags`, which stands for all keywords
            if "_" in name and families[name.partition("_")[0]] > 1:
                continue  # `array_xyz`, which stands for `array_mode` and `array_size`
            if "." in name and name.rpartition(".")[2][:1].isupper():
                continue  # `:param models.Entry or models.Form:` is a type, and has no name
            if len(name) > 1 and name.istitle() and name.isalpha() and not any(item.istitle() for item in names):
                continue  # `Syntax: ...`, which heads a remark
            if not set(before.split()[-1:]) & names:  # `:param size numpy.float64:` has them swapped
                yield field, place


_NO_NAMES = PYTHON_TYPES | {"optional", "TODO", "FIXME", "XXX", "NOTE"}
"""What stands where a name is expected and is none: `size, optional`, `:param size int:`."""
_KINDS = frozenset(
    {"array", "ndarray", "arrays", "string", "strings", "integer", "boolean", "number", "scalar", "function"}
)
"""The same behind the name: `rows, array`."""


def _bound_name(node: Function) -> set[str]:
    first = [*node.args.posonlyargs, *node.args.args][:1]
    return {first[0].arg} if first else set()


def _changes_signature(node: Function) -> bool:
    """Whether a decorator may give the function other parameters than are written."""
    plain = ("staticmethod", "classmethod", "property", "abstractmethod", "contextmanager", "asynccontextmanager")
    known = (*plain, "cache", "lru_cache", "override", "final", "wraps", "deprecated", "cached_property")
    for item in node.decorator_list:
        name = dotted(item.func if isinstance(item, syntax.Call) else item).rpartition(".")[2]
        if name not in known:
            return True
    return False


def _unnamed_raises(node: Function, signature: Signature, found: Docstring) -> Iterator[Raised]:
    """Exceptions that the body raises and the docstring does not mention at all."""
    if is_abstract(node):
        return
    named = {name.rpartition(".")[2] for field in found.of("raises") for name in field.names}
    text = "\n".join(found.lines)
    exempt = _EXEMPT_RAISED.union(_OF_PROTOCOLS.get(node.name, ()))
    for raised in signature.raises:
        last = raised.name.rpartition(".")[2]
        if last not in named and last not in exempt and last not in text:
            yield raised


def _tells_result(node: Function, found: Docstring) -> bool:
    """Whether the docstring says somewhere what is returned, or there is no need to."""
    if found.of("returns") or found.of("return-type") or found.of("yields"):
        return True
    if any(section.kind in ("returns", "yields") for section in found.sections) or is_abstract(node):
        return True
    text = "\n".join(found.lines).lower()
    return "return" in text or "yield" in text or (is_dunder(node.name) and node.name != "__call__")


def is_abstract(node: Function) -> bool:
    """Whether the body does nothing but raise `NotImplementedError`, or is empty."""
    body = [
        item for item in node.body if not (isinstance(item, syntax.Expr) and isinstance(item.value, syntax.Constant))
    ]
    if any(dotted(item).endswith("abstractmethod") for item in node.decorator_list):
        return True
    return all(isinstance(item, (syntax.Pass, syntax.Raise)) for item in body) and not any(
        isinstance(item, syntax.Return) for item in own_nodes(node)
    )
