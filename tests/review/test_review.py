"""The review: a verdict that is earned, praise from facts, and text, HTML and JSON that say the same."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from burnish_checks.core.rule import Category
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from burnish_checks.registry import ruleset
from burnish_checks.review.html import html
from burnish_checks.review.markdown import markdown
from burnish_checks.review.report import FileReport, Review, as_json, report_of, review_of
from burnish_checks.review.schema import review_schema, text
from burnish_checks.review.why import why_it_matters

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "review.schema.json"
GOOD = '''"""Prices."""


def price(amount: int) -> int:
    """The price of some."""
    return amount


def tax(amount: int) -> int:
    """The tax on some."""
    return amount


def total(amount: int) -> int:
    """Both."""
    return price(amount) + tax(amount)


def half(amount: int) -> float:
    """Half of it."""
    try:
        return amount / 2
    except ValueError as exc:
        raise KeyError(amount) from exc
'''
LOSING = """def {name}(text):
    try:
        return int(text)
    except ValueError:
        raise KeyError(text)


"""
UNSAFE = "import yaml\n\n\ndef load(text):\n    return yaml.load(text, Loader=yaml.Loader)\n"


def reviewed(*texts: str, ignore: tuple[str, ...] = (), profile: str = "default") -> Review:
    """The review of some modules."""
    settings = Settings(ignore=ignore, profile=profile)
    reports = []
    for number, source in enumerate(texts):
        path = f"shop/module_{number}.py"
        snapshot = open_document(source, environment_for(path, settings)).settled()
        reports.append(report_of(path, snapshot))
    return review_of(reports, "`shop`")


def test_a_clean_verdict_says_what_was_looked_for() -> None:
    review = reviewed(GOOD)
    assert review.security.status == "clean"
    assert "No security defects found" in review.security.text
    looked = {slug for family in review.security.looked_for for slug in family.rules}
    assert looked == {rule.slug for rule in ruleset().rules if rule.category is Category.SECURITY and rule.default}


@pytest.mark.parametrize("ignored", ["unsafe-yaml-load", "security"])
def test_a_verdict_is_not_clean_if_a_security_rule_did_not_run(ignored: str) -> None:
    review = reviewed(GOOD, ignore=(ignored,))
    assert review.security.status == "incomplete"
    assert "unsafe-yaml-load" in " ".join(review.security.gaps) or ignored == "security"
    assert "No security defects found" not in markdown(review)


def test_a_verdict_is_not_clean_if_a_rule_failed_or_a_file_could_not_be_read() -> None:
    report = FileReport("a.py", (), 10, ["unsafe-yaml-load: ValueError: x"], "", reviewed_merits())
    assert review_of([report], "`a`").security.status == "incomplete"
    unread = FileReport("b.py", (), 0, (), "it is not a regular file.")
    review = review_of([report._replace(failures=()), unread], "`a`")
    assert review.security.status == "incomplete"
    assert "b.py" in markdown(review)


def reviewed_merits() -> dict[str, object]:
    """The merits of a file on which every rule ran."""
    snapshot = open_document(GOOD, environment_for("a.py", Settings()))
    return report_of("a.py", snapshot).merits or {}


def test_broken_code_leaves_a_gap() -> None:
    review = reviewed(GOOD + "\n\ndef broken(:\n    pass\n")
    assert review.security.status == "incomplete"


def test_defects_come_first() -> None:
    review = reviewed(LOSING.format(name="port"), UNSAFE)
    assert review.security.status == "defects"
    assert review.chapters[0].category == "security"
    shown = markdown(review)
    assert shown.index("## Security") < shown.index("unsafe-yaml-load") < shown.index("## Errors")
    assert "[shop/module_1.py:5](shop/module_1.py#L5)" in shown


def test_praise_comes_from_facts() -> None:
    said = " ".join(reviewed(GOOD).good)
    assert "Every function is documented (all 4)." in said
    assert "Every public function is fully annotated (all 4)." in said
    assert "documented" not in " ".join(reviewed(GOOD.replace('"""Both."""', "pass")).good)


def test_many_findings_of_a_kind_become_one_paragraph() -> None:
    many = "".join(LOSING.format(name=f"port_{number}") for number in range(10))
    shown = markdown(reviewed(many))
    assert shown.count("**lost-cause**") == 1
    assert "**lost-cause**, 10 times (warning)." in shown
    few = markdown(reviewed(LOSING.format(name="port")))
    assert "[line 5](shop/module_0.py#L5) in `port` **lost-cause** (warning)" in few


def test_hints_are_told_in_brief_at_the_end() -> None:
    shown = markdown(reviewed(LOSING.format(name="port") + LOSING.format(name="host")))
    assert shown.index("## Errors") < shown.index("## Smaller things") < shown.index("## What is good")
    assert "- **missing-function-docstring** × 2: " in shown
    assert "## Docstrings" not in shown


def test_only_a_measured_example_is_called_the_worst() -> None:
    many = "".join(LOSING.format(name=f"port_{number}") for number in range(5))
    shown = markdown(reviewed(many))
    assert "For example [line 5]" in shown
    assert "The worst" not in shown
    assert "except ValueError:\n    raise KeyError(text)\n```" in shown


TANGLED = """def {name}(a, b):
    for item in a:
        if item:
            for other in b:
                if other:
                    while item > other:
                        if item % other:
                            return item
                        elif other and item or a:
                            item -= 1
                        elif b:
                            if a:
                                continue
                        elif other or a and b:
                            item += 1
                        else:
                            return other
    return a if b else b if a else None


"""


def test_rules_on_the_size_of_functions_are_told_function_by_function() -> None:
    tangled = TANGLED.format(name="first") + TANGLED.format(name="second")
    assert markdown(reviewed(tangled, GOOD)).count("**tangled-function** (information)") == 2
    review = reviewed(tangled, GOOD, profile="strict")
    shown = markdown(review)
    assert "**2 functions do too much** (information): " in shown
    assert len(re.findall(r"in `(?:first|second)`: .*cognitive complexity \d+", shown)) == 2
    assert "**tangled-function**" not in shown
    assert {place.symbol for place in review.places} == {"first", "second"}
    assert "cognitive complexity" in review.places[0].reasons


def test_what_mends_itself_is_no_place_for_an_hour_of_repair() -> None:
    review = reviewed(LOSING.format(name="port"), GOOD)
    assert review.mends == {"lost-cause": 1}
    assert review.places == ()


def test_the_verdict_says_where_data_was_followed() -> None:
    assert "so there was no flow to follow" in reviewed(GOOD).security.followed
    view = (
        "from flask import request\n\n\ndef find(cursor):\n    name = request.args['name']\n"
        "    cursor.execute('SELECT * FROM users WHERE name = %s', (name,))\n"
    )
    review = reviewed(view)
    assert review.security.status == "clean"
    assert "in 1 function in which it could do harm: `shop/module_0.py` (1)." in review.security.followed
    assert review.security.followed in markdown(review)
    assert review.security.followed.replace("`shop/module_0.py`", "<code>shop/module_0.py</code>") in html(review)


def test_a_function_too_long_to_follow_is_a_gap() -> None:
    merits = reviewed_merits() | {"not followed": 1}
    review = review_of([FileReport("a.py", (), 10, (), "", merits)], "`a`")
    assert review.security.status == "incomplete"
    assert "`a.py` are too long for data to be followed" in markdown(review)


def test_why_it_matters_leaves_the_fine_print_out() -> None:
    said = {rule.slug: why_it_matters(rule.documentation) for rule in ruleset().rules}
    assert all(0 < len(text) <= 420 for text in said.values())
    assert not [slug for slug, text in said.items() if re.search("reported|left alone|Off by default", text)]


def test_what_mends_itself_was_tried() -> None:
    review = reviewed(LOSING.format(name="port"))
    assert review.mends == {"lost-cause": 1}
    assert "`burnish fix` mends 1 finding" in markdown(review)


def test_places_are_ranked_by_what_repair_gives() -> None:
    review = reviewed(LOSING.format(name="port"), UNSAFE + "\n\n" + LOSING.format(name="a") + LOSING.format(name="b"))
    assert review.places
    scores = [place.score for place in review.places]
    assert scores == sorted(scores, reverse=True)


def test_the_json_follows_the_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(review_schema())
    for review in (reviewed(GOOD), reviewed(UNSAFE, LOSING.format(name="port")), review_of([], "nothing")):
        plain = json.loads(json.dumps(as_json(review)))
        jsonschema.Draft202012Validator(review_schema()).validate(plain)


def test_the_published_schema_is_current() -> None:
    assert SCHEMA.read_text() == text(), "run python -m burnish_checks.review.schema docs/schemas/review.schema.json"


class Page(HTMLParser):
    """Collects what a browser would fetch, and checks that tags nest."""

    VOID = ("meta", "input", "br", "link", "img")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an opened tag, and what it would load."""
        if tag not in self.VOID:
            self.open.append(tag)
        if tag != "a":
            self.fetched += [str(value) for name, value in attrs if name in ("src", "href", "action")]

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember what is marked."""
        if self.open and self.open[-1] == "mark":
            self.marked.append(data)


def test_the_html_is_one_file_with_excerpts_marked() -> None:
    page = Page()
    written = html(reviewed(UNSAFE.replace("text", "text_and"), LOSING.format(name="port")))
    page.feed(written)
    assert page.open == []
    assert page.fetched == []
    assert "raise KeyError(text)" in page.marked
    assert "prefers-color-scheme: dark" in written


def test_every_finding_can_be_filtered_by_category_severity_and_file() -> None:
    review = reviewed(UNSAFE, LOSING.format(name="port") * 2)
    page = html(review)
    found = [remark for chapter in review.chapters for group in chapter.groups for remark in group.remarks]
    levels = re.findall(r'<div class="finding" data-level="(\w+)" data-path="([^"]+)">', page)
    assert sorted(levels) == sorted((remark.severity, remark.path) for remark in found)
    assert re.findall(r'<section data-category="(\w+)">', page) == [chapter.category for chapter in review.chapters]
    boxes = set(re.findall(r'<input type="checkbox" name="(\w+)" checked>', page))
    assert boxes == {chapter.category for chapter in review.chapters} | {remark.severity for remark in found}
    assert re.findall(r'<button type="button" data-file="([^"]+)"', page) == [path for path, _, _ in review.tree]


def test_html_escapes_what_it_quotes() -> None:
    evil = LOSING.format(name="port").replace("KeyError(text)", 'KeyError("<script>alert(1)</script>")')
    assert "<script>alert" not in html(reviewed(evil))


def test_what_is_missing_everywhere_is_told_once_with_the_share_that_is_there() -> None:
    methods = "".join(f"    def m{number}(self, a):\n        return a + 1\n\n" for number in range(12))
    text = markdown(reviewed(f"class C:\n{methods}", GOOD))
    (hints,) = [line for line in text.splitlines() if line.startswith("- **Type hints**")]
    assert "missing at 24 places: 12 × `missing-parameter-annotation` and 12 × `missing-return-annotation`." in hints
    assert "Of 16 public functions, 4 (25 %) are fully annotated." in hints
    (docs,) = [line for line in text.splitlines() if line.startswith("- **Docstrings**")]
    assert "Of 16 public functions, 4 (25 %) are documented." in docs
    assert "missing-return-annotation" not in text.replace(hints, "")
