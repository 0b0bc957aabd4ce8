"""What the steps about schemas in a module come to: the final value of each name, and of each literal.

The steps are run like a program over objects that remember where they were written, so that a schema that was
copied, extended and cut down is judged as it is when it is used, and the finding still points at its source.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

from burnish_checks.core.facts import Fact
from burnish_checks.validation.schema_facts import KIND, OWN, Step, Use
from burnish_checks.validation.schema_trees import Mark, Tree
from burnish_checks.validation.schema_values import (
    Array,
    Object,
    Origin,
    Scalar,
    Used,
    Value,
    Values,
    concatenated,
    member_of,
    merged,
    shallow_copy,
)

Imported = Callable[[str], "Value | None"]


def run(facts: Iterable[tuple[object, Fact]], imported: Imported, foreign: bool = False) -> Values:
    """The outcome of a module's steps. `imported` gives the value of a dotted name that other files define.

    With `foreign`, values remember no origin: they come from a file that is not the one being judged.
    """
    machine = _Machine(imported, foreign)
    steps = [(anchor, fact) for anchor, fact in facts if not isinstance(fact.value, Mark)]
    for anchor, fact in steps:
        if not fact.value.scope:
            machine.step(anchor, fact)
    for anchor, fact in steps:
        if fact.value.scope:
            machine.step(anchor, fact)
    return Values(machine.names, machine.literals, machine.uses)


class _Machine:
    def __init__(self, imported: Imported, foreign: bool) -> None:
        self.imported = imported
        self.foreign = foreign
        self.names: dict[str, Value] = {}
        self.locals: dict[tuple[object, str], dict[str, Value]] = {}
        self.literals: list[tuple[str, Object]] = []
        self.uses: list[Used] = []
        self.anchor: object = None
        self.scope = ""
        self.number = 0

    def step(self, anchor: object, fact: Fact) -> None:
        """Run one step or use."""
        item = fact.value
        self.anchor, self.scope = anchor, item.scope
        if isinstance(item, Use):
            self.number = item.step
            value = self.value(item.schema)
            if isinstance(value, Object) and item.schema[0] == "d":
                self.literals.append(("", value))
            self.uses.append(Used(item, Origin(anchor, fact), value))
        elif isinstance(item, Step):
            self.number = item.number
            self.change(item)

    def change(self, item: Step) -> None:
        if item.action in ("show", "describe", "set") and not item.path:
            value = self.value(item.value)
            if isinstance(value, Object) and item.value[0] in ("d", "merge", "copy", "deepcopy", "without"):
                self.literals.append(("?" if item.action == "describe" else item.name, value))
            if item.action == "set":
                bound = self.names if item.name.startswith(OWN) else self.bound
                if item.name in bound and (not item.sure or item.name.startswith(OWN)):
                    value = Value()  # which of them it is cannot be told: of attributes, those of which class
                bound[item.name] = value
            return
        if item.path and item.path[-1] is None and item.action == "set":
            target = self.reach(item.name, item.path[:-1])
            if isinstance(target, Object):
                target.partial = True
                target.extra.append(self.value(item.value))
            return
        change = _CHANGES.get(item.action)
        if change is not None:
            change(self, item)

    @property
    def bound(self) -> dict[str, Value]:
        return self.locals.setdefault((self.anchor, self.scope), {}) if self.scope else self.names

    def read(self, name: str) -> Value:
        """The value of a dotted name as seen in the current scope."""
        root, _, rest = name.partition(".")
        if root in ("self", "cls") or (root[:1].isupper() and root not in self.names and self.imported(name) is None):
            return self.names.get(f"{OWN}{rest}") or Value()
        scope = self.scope
        while scope:
            found = self.locals.get((self.anchor, scope), {}).get(root)
            if found is not None:
                return found if not rest else Value()
            scope = scope.rpartition(".")[0]
        found = self.names.get(root)
        if found is not None and not rest:
            return copy.deepcopy(found) if self.scope else found
        return self.imported(name) or Value()

    def reach(self, name: str, path: tuple[Any, ...]) -> Value:
        value = self.read(name) if name in self.bound or "." in name else Value()
        for key in path:
            value = member_of(value, key)
        return value

    def value(self, tree: Tree) -> Value:
        kind = tree[0]
        if kind == "d":
            return self.object(tree)
        if kind == "l":
            return self._array(tree)
        if kind == "c":
            return Scalar(value=tree[2])
        if kind == "n":
            return self.read(tree[1])
        if kind == "i":
            return member_of(self.value(tree[1]), tree[2])
        if kind == "deepcopy":
            return copy.deepcopy(self.value(tree[1]))
        if kind == "copy":
            return shallow_copy(self.value(tree[1]))
        if kind == "merge":
            return merged(shallow_copy(self.value(tree[1])), self.value(tree[2]))
        if kind == "without":
            return self._without(shallow_copy(self.value(tree[1])), tree[2], tree[3])
        if kind == "concat":
            return concatenated(self.value(tree[1]), self.value(tree[2]))
        return Value(tree[1])

    def _array(self, tree: Tree) -> Array:
        made = Array()
        for item in tree[1]:
            more = self.value(item[1]) if item[0] == "*" else Array(items=[self.value(item)])
            made = concatenated(made, more)
        return made

    def _without(self, copied: Value, keys: tuple[str, ...], number: int) -> Value:
        if isinstance(copied, Object):
            for key in keys:
                copied.take(key, self.origin(number, None))
        return copied

    def object(self, tree: Tree) -> Object:
        made = Object(origin=self.origin(tree[1], None))
        for key, value in tree[2]:
            known = self.value(value)
            if isinstance(key, str):
                made.put(key, known, self.origin(tree[1], key))
            elif key == ("**",):
                merged(made, known)
            else:
                made.partial = True
                made.extra.append(known)
        return made

    def origin(self, dictionary: int, key: str | None) -> Origin | None:
        if self.foreign:
            return None
        return Origin(self.anchor, Fact(KIND, Mark(self.number, dictionary, key)))

    def set(self, item: Step) -> None:
        target = self.reach(item.name, item.path[:-1])
        key = item.path[-1]
        if isinstance(target, Object) and isinstance(key, str):
            value = self.value(item.value)
            place = self._own(item)
            if not item.sure and key in target.pairs:
                value = Value()
            target.put(key, value, place)
            if isinstance(value, Object) and item.value[0] == "d" and not target.origin:
                self.literals.append(("", value))
        elif isinstance(target, (Array, Object)):
            target.partial = True

    def delete(self, item: Step) -> None:
        target = self.reach(item.name, item.path[:-1])
        if isinstance(target, Object):
            if item.sure and isinstance(item.path[-1], str):
                target.take(item.path[-1], self._own(item))
            else:
                target.partial = True
        elif isinstance(target, Array):
            target.partial = True

    def _own(self, item: Step) -> Origin | None:
        """The statement itself as a place to point at."""
        return None if self.foreign else Origin(self.anchor, Fact(KIND, item))

    def append(self, item: Step) -> None:
        target = self.reach(item.name, item.path)
        if isinstance(target, Array):
            target.items.append(self._placed(self.value(item.value), item))

    def _placed(self, value: Value, item: Step) -> Value:
        return Scalar(value.hint, value.value, self._own(item)) if isinstance(value, Scalar) else value

    def extend(self, item: Step) -> None:
        target, more = self.reach(item.name, item.path), self.value(item.value)
        if isinstance(target, Array):
            if isinstance(more, Array):
                target.items.extend(self._placed(value, item) for value in more.items)
                target.partial = target.partial or more.partial
            else:
                target.partial = True

    def remove(self, item: Step) -> None:
        target, gone = self.reach(item.name, item.path), self.value(item.value)
        if not isinstance(target, Array):
            return
        for at, value in enumerate(target.items):
            if isinstance(value, Scalar) and isinstance(gone, Scalar) and value.value == gone.value:
                del target.items[at]
                return
        target.partial = True

    def update(self, item: Step) -> None:
        target = self.reach(item.name, item.path)
        if isinstance(target, Object):
            merged(target, self.value(item.value))

    def pop(self, item: Step) -> None:
        """Take a key away, where it is a constant."""
        key = item.value[2] if item.value[0] == "c" else None
        target = self.reach(item.name, item.path)
        if isinstance(target, Object) and isinstance(key, str):
            if item.sure:
                target.take(key, self._own(item))
            else:
                target.partial = True
        elif item.path and isinstance(self.reach(item.name, item.path[:-1]), Object):
            self.delete(item)
        else:
            self.disturb(item)

    def setdefault(self, item: Step) -> None:
        """Set a key that is not there yet."""
        holder = self.reach(item.name, item.path[:-1]) if item.path else Value()
        if not isinstance(holder, Object) or not isinstance(item.path[-1], str) or holder.partial:
            self.disturb(item)
        elif item.path[-1] not in holder.pairs:
            self.set(item)

    def disturb(self, item: Step) -> None:
        """`pop`, `insert` and the like: what is left is not known."""
        target = self.reach(item.name, item.path)
        for value in (target, self.reach(item.name, item.path[:-1]) if item.path else target):
            if isinstance(value, (Array, Object)):
                value.partial = True


_CHANGES: dict[str, Callable[[_Machine, Step], None]] = {
    "set": _Machine.set,
    "delete": _Machine.delete,
    "append": _Machine.append,
    "extend": _Machine.extend,
    "remove": _Machine.remove,
    "update": _Machine.update,
    "pop": _Machine.pop,
    "insert": _Machine.disturb,
    "clear": _Machine.disturb,
    "setdefault": _Machine.setdefault,
}
