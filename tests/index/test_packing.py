"""An index of packed facts answers as one of values does, and makes values of those bytes alone that are asked for."""

from __future__ import annotations

from pathlib import Path

from burnish.cli.asking import Asking, Digests
from burnish_checks.index import FileFacts, WorkspaceIndex, facts_of, pack, stable
from burnish_checks.index.packing import PackedValues, Recent
from burnish_checks.policy import indexed
from burnish_checks.security.flow.telling import KINDS

FIXTURES = Path(__file__).parent.parent / "fixtures"


def indexes() -> tuple[WorkspaceIndex, WorkspaceIndex]:
    """An index of values and one of packed facts, of the same files."""
    files = sorted(FIXTURES.rglob("*.py"))[::9]
    facts = {str(path): facts_of(path.read_text(encoding="utf-8"), indexed(())) for path in files}
    plain, packed = (WorkspaceIndex([str(FIXTURES)], indexed(())) for _ in range(2))
    plain.build(facts, gather=lambda paths: ((path, facts[path]) for path in paths))
    packed.build_packed({path: pack(known.values) for path, known in facts.items()})
    return plain, packed


def test_packed_facts_answer_every_question_as_values_do() -> None:
    plain, packed = indexes()
    kinds = [item.kind for item in indexed(())]
    assert packed.files == plain.files and packed.digest == plain.digest
    everywhere = [(name, kind) for name in ("majority", "leading", "everywhere") for kind in kinds]
    for question in (*everywhere, ("complete",)):
        assert packed.ask(plain.files[0], *question) == plain.ask(plain.files[0], *question)
    asking, others = Asking(Digests(packed)), Asking(Digests(plain))
    for path in plain.files:
        module = f".{Path(path).stem}"
        assert stable(packed.ask(path, "group", module, KINDS)) == stable(plain.ask(path, "group", module, KINDS))
        assert packed.ask(path, "group", module, KINDS) is packed.ask(path, "group", module, KINDS)
        names = {item.name for item in plain.facts(path, "binds")}
        for question in (("group", module, KINDS), ("path", module), *(("importers", name) for name in sorted(names))):
            for project in (asking, others):
                project.ask(path, *question)
        for kind in kinds:
            for question in (("own", kind), ("facts", module, kind), ("facts", "no_such_module", kind)):
                assert asking.ask(path, *question) == others.ask(path, *question)
    assert asking.asked() == others.asked()
    assert Digests(packed).hold(others.asked())


def test_values_are_made_of_the_bytes_that_are_asked_for_and_of_no_others() -> None:
    """Counted: one kind of one file is one, however often it is asked for; a digest that is known needs none."""
    _, packed = indexes()
    path = next(item for item in packed.files if packed.facts(item, "binds"))
    before = packed.recent.made
    for _ in range(3):
        packed.facts(path, "binds")
    assert packed.recent.made == before
    kinds = len(packed._files[path].values)
    values = PackedValues(pack(facts_of(Path(path).read_text(encoding="utf-8"), indexed(())).values), Recent())
    assert values._recent.made == 0 and len(values) == kinds
    assert FileFacts(values).values["binds"] == packed.facts(path, "binds")
    assert values._recent.made == 1
    digests = Digests(packed)
    asking = Asking(digests)
    asking.ask(path, "own", "binds")
    asked = asking.asked()
    before = packed.recent.made
    packed.recent._young.clear()
    assert digests.hold(asked) and packed.recent.made == before


def test_values_that_were_not_asked_for_of_late_are_let_go() -> None:
    """Counted: no more bytes are kept as values than twice the limit, and those asked for all along stay the same objects."""
    recent = Recent(most=4_000)
    packed = [pack({"uses": tuple(f"name_{number}_{item}" for item in range(60))})["uses"] for number in range(200)]
    often = recent.values(packed[0])
    for data in packed:
        assert recent.values(packed[0]) is often
        assert len(recent.values(data)) == 60
        assert sum(map(len, {**recent._old, **recent._young})) <= 2 * recent.most + len(data)
    assert recent.made == len(packed)
