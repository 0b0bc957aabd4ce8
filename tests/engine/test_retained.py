"""What a broken block keeps of its findings stands under the text that they were made of."""

from __future__ import annotations

from burnish_checks.core.positions import Span
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.text import TextEdit
from tests.engine.test_incremental import environment
from tests.inference.test_cases import opened

TEXT = """\
import hashlib


def first(a):
    return a + 1


def second(a):
    try:
        return hashlib.md5(a)
    except ValueError:
        raise KeyError(a)


def third(a):
    return eval(a)
"""


def read_again(snapshot: Snapshot, text: str) -> Snapshot:
    """The snapshot after its whole text was replaced at once."""
    last = len(snapshot.lines) - 1
    return snapshot.edit([TextEdit(Span(0, 0, last, len(snapshot.lines[last])), text)], 1)


def under(snapshot: Snapshot) -> dict[str, set[str]]:
    """By rule: the first line of each finding, without what is told of the syntax."""
    found: dict[str, set[str]] = {}
    for item in snapshot.findings():
        if item.finding.rule.category.value != "syntax":
            found.setdefault(item.finding.rule.slug, set()).add(snapshot.lines[item.span.start_line].strip())
    return found


def test_a_file_with_a_conflict_read_again_has_no_finding_under_other_text() -> None:
    snapshot = opened(TEXT)
    conflict = TEXT.replace("import hashlib\n", "import hashlib\nimport os\nimport re\nimport sys\n").replace(
        "    return a + 1\n", "<<<<<<< HEAD\n    return a + 1\n=======\n    return a + 2\n>>>>>>> b\n"
    )
    before, after = under(snapshot), under(read_again(snapshot, conflict))
    assert before
    for slug, lines in after.items():
        assert lines <= before.get(slug, set()), slug


def test_what_is_still_there_is_kept_where_it_went() -> None:
    snapshot = opened(TEXT)
    slugs = {"missing-parameter-annotation", "missing-return-annotation"}
    after = under(read_again(snapshot, f"# new\n# header\n{TEXT}\n\ndef broken(:\n"))
    assert {slug: after[slug] for slug in slugs} == {slug: under(snapshot)[slug] for slug in slugs}


def test_in_a_line_that_is_typed_in_findings_stay() -> None:
    snapshot = opened(TEXT)
    line = TEXT.splitlines().index("def third(a):")
    typed = snapshot.edit([TextEdit(Span(line, 12, line, 12), "(")], 1)
    assert any(text.startswith("def third(a") for text in under(typed)["missing-return-annotation"])


def test_nothing_is_said_of_a_string_that_turns_out_never_to_be_closed() -> None:
    snapshot = open_document('def first(a):\n    ""\n    return eval(a)\n', environment())
    assert under(snapshot)["empty-docstring"] == {'""'}
    broken = snapshot.edit([TextEdit(Span(1, 6, 1, 6), '"')], 1)
    assert "empty-docstring" not in under(broken) and "dynamic-eval" in under(broken)
