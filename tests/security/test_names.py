"""What is worked out once for each value that names hold is what each name alone would give."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks.security.flow.kinds import ALL
from burnish_checks.security.flow.taints import Origin, Taint
from burnish_checks.security.flow.values import Names, Value, join, join_names, without

ORIGINS = [
    Origin("param", "first"),
    Origin("param", "first", "name"),
    Origin("path", "?request.args"),
    Origin("via", "itertools.islice", "0", Taint(Origin("param", "first"))),
    Origin("via", "?clean", "0", Taint(Origin("param", "first"))),
]
TAINTS = st.builds(Taint, st.sampled_from(ORIGINS), st.sampled_from([frozenset[str](), frozenset({"xss"})]))
PLAIN = st.builds(Value, st.frozensets(TAINTS, max_size=3), st.sampled_from(["", "$first", "?made()"]))
VALUES = PLAIN | st.builds(lambda items: Value(items=items), st.lists(PLAIN, max_size=2).map(tuple))
POOLS = st.lists(VALUES, min_size=1, max_size=4)


def drawn(data: st.DataObject, pool: list[Value]) -> Names:
    """Names of which several hold the same value."""
    names = data.draw(st.lists(st.sampled_from(["a", "$a", "b", "c"]), unique=True))
    return {name: data.draw(st.sampled_from(pool)) for name in names}


@settings(deadline=None)
@given(st.data(), POOLS, st.frozensets(st.sampled_from(ORIGINS)))
def test_each_value_is_made_harmless_as_if_for_each_name(
    data: st.DataObject, pool: list[Value], origins: frozenset[Origin]
) -> None:
    names = drawn(data, pool)
    assert without(names, origins, ALL) == {name: value.without(origins, ALL) for name, value in names.items()}


@settings(deadline=None)
@given(st.data(), POOLS)
def test_each_pair_of_values_is_joined_as_if_for_each_name(data: st.DataObject, pool: list[Value]) -> None:
    left, right = drawn(data, pool), drawn(data, pool)
    plainly = {name: join(left[name], right[name]) if {name} <= left.keys() & right.keys() else (left | right)[name]
               for name in left | right}  # fmt: skip
    assert join_names(left, right) == plainly
