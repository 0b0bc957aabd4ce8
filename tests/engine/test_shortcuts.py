"""Each shortcut of a check is held against the slow way that it spares."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish_checks import policy
from burnish_checks.constants.magic_number import magic_number
from burnish_checks.core import alike
from burnish_checks.core.among import looking_among
from burnish_checks.core.engine import Engine
from burnish_checks.core.facts import BlockFacts
from burnish_checks.core.gathering import concerned, of_text
from burnish_checks.core.held_words import NOTHING as NO_WORDS
from burnish_checks.core.held_words import concerned_by
from burnish_checks.core.joining import join, named
from burnish_checks.core.mention import Mention, Mentions
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Rule
from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit, split_lines
from burnish_checks.core.written import says_generated
from burnish_checks.organization import bounds, measures, tangling
from burnish_checks.registry import ruleset
from burnish_checks.security.archive_path_escape import writes_a_file
from burnish_checks.security.bind_all_interfaces import joins_a_group
from burnish_checks.security.drawn_elsewhere import may_name_secret
from burnish_checks.security.flow import presence
from burnish_checks.security.flow.following import BUILDS, MAKES
from burnish_checks.security.flow.listening import calls_next
from burnish_checks.security.flow.models import shares
from burnish_checks.security.unsafe_pickle import pickles
from burnish_checks.security.weak_random import may_be_secret
from burnish_checks.validation.schema_facts import mentions_schema
from burnish_checks.validation.unvalidated_request_input import mentions_request
from tests.engine.test_incremental import PATH, SETTINGS, environment

LIBRARY = Path(ast.__file__).parent
TEXTS = [(LIBRARY / f"{name}.py").read_text("utf-8") for name in ("calendar", "ftplib", "smtplib", "socket", "tarfile")]
FIXTURES = Path(__file__).parent.parent / "fixtures"
CONSTANTS, ORGANIZATION = FIXTURES / "constants", FIXTURES / "organization"
PACKAGES = ("security", "constants", "errors")
MENTIONS = (
    *presence.reads_something.parts,
    *BUILDS.parts,
    *MAKES.parts,
    *shares.parts,
    *mentions_request.parts,
    *mentions_schema.parts,
    presence.reads_messages,
    presence.names_login,
    calls_next,
    joins_a_group,
    may_be_secret,
    may_name_secret,
    writes_a_file,
    pickles,
    says_generated,
)


@pytest.mark.parametrize("mention", MENTIONS)
@settings(deadline=None, max_examples=300)
@given(st.data())
def test_what_matches_holds_one_of_the_words(mention: Mention, data: st.DataObject) -> None:
    pattern = mention.pattern
    assert mention(data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags))))


@pytest.mark.parametrize("mention", MENTIONS)
def test_a_mention_is_what_the_pattern_alone_finds(mention: Mention) -> None:
    lines = [line for text in TEXTS for line in text.splitlines()]
    assert [mention(line) for line in lines] == [mention.plainly(line) for line in lines]


@pytest.mark.parametrize(
    "mentions",
    [
        *(presence.reads_request, presence.reads_network, presence.reads_locally),
        *(BUILDS, MAKES, shares, mentions_request, mentions_schema),
    ],
)
def test_mentions_are_what_their_patterns_find(mentions: Mentions) -> None:
    lines = [
        *(line for text in TEXTS for line in text.splitlines()),
        "request.tenant = 1",
        "return Reader(path)",
        "schema",
    ]
    assert [mentions(line) for line in lines] == [mentions.plainly(line) for line in lines]
    assert any(map(mentions, lines))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 2), max_size=600), st.lists(st.integers(0, 2), max_size=40), st.integers(0, 600))
def test_what_two_sequences_have_in_common_is_what_one_by_one_tells(
    items: list[int], others: list[int], at: int
) -> None:
    def plainly(one: list[int], other: list[int]) -> int:
        return next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
                    min(len(one), len(other)))  # fmt: skip

    changed = [*items[:at], *others, *items[at + 3 :]]
    first = alike.start_of(items, changed)
    assert first == plainly(items, changed)
    assert alike.end_of(items, changed, first) == plainly(items[first:][::-1], changed[first:][::-1])


def test_cognitive_complexity_from_few_nodes_is_that_of_a_walk_over_all() -> None:
    counted = 0
    for text in TEXTS:
        for entry in open_document(text, environment()).entries:
            for function in entry.block.nodes(ast.FunctionDef):
                found = tangling.cognitive(entry.block, function, decisions=99)
                assert found == tangling.cognitive_of(function)
                counted += found > 0
    assert counted > 50


def test_numbers_that_are_not_looked_at_closely_would_not_be_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*TEXTS, *(path.read_text("utf-8") for path in sorted(CONSTANTS.glob("*.py")))]

    def found() -> list[object]:
        snapshots = [open_document(text, environment()) for text in texts]
        return [
            (item.span, item.finding.message)
            for shot in snapshots
            for item in shot.findings()
            if item.finding.rule is magic_number
        ]

    quick = found()
    module = import_module("burnish_checks.constants.magic_number")
    monkeypatch.setattr(module, "may_be_reported", lambda block, node: True)
    monkeypatch.setattr(module, "is_small_argument", lambda node, parent: False)
    assert quick == found()
    assert len(quick) > 20


def test_no_function_measures_more_than_its_block_lets_expect() -> None:
    for text in (*TEXTS, *(path.read_text("utf-8") for path in sorted(ORGANIZATION.glob("*.py")))):
        for entry in open_document(text, environment()).entries:
            for function in entry.block.nodes(*measures.FUNCTIONS):
                most = bounds.at_most(entry.block, len(entry.block.lines))
                assert most.statements >= measures.statements(function.body)
                assert most.complexity >= 1 + measures.cyclomatic(function.body)
                assert most.tangle >= tangling.cognitive_of(function)
                assert most.branches >= measures.branches(function.body)
                assert most.returns >= measures.returns(entry.block, function)
                assert most.nesting >= measures.nesting(function.body)


def test_what_checks_want_is_all_that_they_find_something_in() -> None:
    """Of the nodes that `Only` keeps from a check it would have found something in none."""
    everything = ruleset()
    rules = {rule: replace(rule, only=()) if rule.only else rule for rule in everything.rules}
    families = tuple(replace(family, only=()) for family in everything.families)
    plainly = replace(everything, rules=tuple(rules.values()), families=families)
    chosen = environment()
    every = Environment(PATH, Engine(plainly, [rules.get(rule, rule) for rule in chosen.engine.active]), SETTINGS)
    texts = [*TEXTS, *(path.read_text("utf-8") for name in PACKAGES for path in sorted((FIXTURES / name).glob("*.py")))]
    found = calls = spared = 0
    for text in texts:
        quick, slow = open_document(text, chosen), open_document(text, every)
        assert told(quick) == told(slow)
        found += len(told(quick))
        calls += quick.cost.rule_calls
        spared += slow.cost.rule_calls - quick.cost.rule_calls
    assert found > 1000
    assert spared > calls


def told(snapshot: Snapshot) -> list[tuple[object, ...]]:
    """What is found, without the identities of rules."""
    return sorted((item.finding.rule.slug, *item.span, item.finding.message) for item in snapshot.findings())


def test_a_collector_gathers_nothing_where_it_is_not_asked() -> None:
    texts = [*TEXTS, *(path.read_text("utf-8") for package in FIXTURES.iterdir() for path in package.glob("*.py"))]
    choosy = [item for item in environment().engine.collectors if item.among or item.words]
    spared = 0
    for block in (entry.block for text in texts for entry in open_document(text, environment()).entries):
        for item in choosy:
            apart = item.among and block.walk.nodes.keys().isdisjoint(item.among)
            if not block.broken and (apart or (item.words and not any(word in block.text for word in item.words))):
                assert not [*item.collect(block)], (item.kind, block.text)
                spared += 1
    assert len(choosy) > 15 and spared > 10_000


def test_words_that_a_text_lacks_are_looked_for_once_and_in_no_block() -> None:
    """Counted: of those that look for words three fifths at most are left for the blocks of a text, which gather the same."""
    collectors = environment().engine.collectors
    choosy = {item.kind for item in collectors if item.words}
    left = 0
    for text in TEXTS:
        here = of_text(collectors, text)
        left += len([item for item in here if item.words])
        for entry in open_document(text, environment()).entries:
            assert concerned(here, entry.block) == concerned(collectors, entry.block)
    assert len(choosy) > 5 and left <= len(choosy) * len(TEXTS) * 3 / 5


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_words_told_from_the_block_before_pass_no_collector_over(data: st.DataObject) -> None:
    collectors = tuple(item for item in ruleset().collectors if item.words)
    assert not any("\n" in word or "\r" in word for item in collectors for word in item.words)
    words = sorted({word for item in collectors for word in item.words})
    typed = st.one_of(st.sampled_from(words), st.sampled_from(["x", "\n    ", "y = 1", " # ", "'"]))
    text = "def f():\n" + "".join(f"    x{number} = {number}\n" for number in range(6))
    block, held = open_document(text, environment()).entries[0].block, NO_WORDS
    spared = 0
    for _ in range(4):
        asked, held = concerned_by(collectors, block, held)
        assert set(asked) >= set(concerned(collectors, block))
        spared += len(collectors) - len(asked)
        at = data.draw(st.integers(1, len(block.lines) - 1))
        text = "".join(data.draw(st.lists(typed, max_size=3)))
        line = block.lines[at]
        fresh = [part for part in split_lines(line[:4] + text + line[4:]) if part]
        now = block.with_body((*block.lines[:at], *fresh, *block.lines[at + 1 :]), block.body)
        block, held = now, BlockFacts(block, {}, {}, (), held).words_in(now)
    assert spared > len(collectors)


def test_collectors_told_by_types_of_nodes_are_those_that_asking_each_finds() -> None:
    collectors = tuple(ruleset().collectors)
    for text in TEXTS:
        here = of_text(collectors, text)
        for entry in open_document(text, environment()).entries:
            for some in (here, collectors, here):  # what is remembered is of the last ones alone
                types = entry.block.walk.nodes.keys()
                plainly = [item for item in some if not item.among or not types.isdisjoint(item.among)]
                assert [*looking_among(some, types)] == plainly


def test_facts_joined_at_once_are_those_joined_kind_by_kind() -> None:
    for text in TEXTS:
        entries = open_document(text, environment()).entries
        kinds = {kind for entry in entries for kind in entry.facts.values}
        at_once = join({}, (), (entry.facts for entry in entries), kinds)
        kind_by_kind = join({"none": {}}, (), (entry.facts for entry in entries), kinds)
        assert at_once == {kind: counts for kind, counts in kind_by_kind.items() if kind != "none"}
        assert [*map(list, at_once.values())] == [list(kind_by_kind[kind]) for kind in at_once]
        some = frozenset(sorted(kinds)[::2])
        assert join({}, (), (entry.facts for entry in entries), some) == {kind: at_once[kind] for kind in some}


def test_facts_found_by_name_are_those_that_going_through_all_finds() -> None:
    found = 0
    for text in TEXTS:
        snapshot = open_document(text, environment())
        edited = snapshot.edit([TextEdit(Span(0, 0, 0, 0), "class Added(Base):\n    pass\n")], 1).settled()
        for joined in (snapshot.joined, edited.joined):
            for kind in ("binds", "classes", "headers", "members"):
                for name in {item.name for item in joined.get(kind, ())} | {"absent"}:
                    assert named(joined.get(kind, ()), name) == [i for i in joined.get(kind, ()) if i.name == name]
                    found += 1
    assert found > 500


def test_the_rules_of_the_same_settings_are_chosen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted; other settings of the same value are given the same engine, and those of another value another."""
    chosen: list[Role] = []
    real = policy.active_rules

    def counted(given: Settings, role: Role, ignored: tuple[str, ...] = ()) -> frozenset[Rule]:
        chosen.append(role)
        return real(given, role, ignored)

    monkeypatch.setattr(policy, "active_rules", counted)
    wished = Settings(ignore=("line-length",))
    engines = {policy.engine_for(wished, role) for _ in range(3) for role in (Role.SOURCE, Role.TEST)}
    assert chosen == [Role.SOURCE, Role.TEST] and len(engines) == 2
    assert policy.engine_for(Settings(ignore=("line-length",)), Role.SOURCE) in engines
    assert policy.engine_for(Settings(ignore=("security",)), Role.SOURCE) not in engines
