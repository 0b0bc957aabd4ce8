"""The documentation site: built with every link checked, complete, and readable without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from burnish_checks.configuration.publishing import IDENTIFIER as SETTINGS_SCHEMA
from burnish_checks.configuration.publishing import PYPROJECT_IDENTIFIER
from burnish_checks.documentation import rule_url
from burnish_checks.registry import by_slug
from burnish_checks.review.schema import IDENTIFIER as REVIEW_SCHEMA

pytestmark = pytest.mark.once
PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as MkDocs builds it, for which a broken link is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


class Fetched(HTMLParser):
    """What a page makes the browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what a tag loads; links that are followed on a click are not loaded."""
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in ("stylesheet", "icon", "preload"):
            return
        if tag in ("script", "img", "link", "iframe"):
            self.urls += [value for name in ("src", "href") if (value := given.get(name))]


def test_diagnostics_and_schemas_link_to_what_is_there(site: Path) -> None:
    for rule in by_slug().values():
        assert (site / urlsplit(rule_url(rule)).path.lstrip("/") / "index.html").is_file(), rule.slug
    for identifier in (SETTINGS_SCHEMA, PYPROJECT_IDENTIFIER, REVIEW_SCHEMA):
        assert (site / urlsplit(identifier).path.lstrip("/")).is_file()


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 130
    for page in pages:
        fetched = Fetched()
        fetched.feed(page.read_text(encoding="utf-8"))
        assert not [url for url in fetched.urls if urlsplit(url).netloc], page
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?https?:", style.read_text(encoding="utf-8")), style


def test_every_page_can_be_reached_from_the_navigation(site: Path) -> None:
    start = (site / "index.html").read_text(encoding="utf-8")
    rules = (site / "rules" / "index.html").read_text(encoding="utf-8")
    for page in (PROJECT / "docs").rglob("*.md"):
        relative = page.relative_to(PROJECT / "docs").with_suffix("")
        address = relative.parent if relative.name in ("index", "README") else relative
        if address.parts and address.parts[0] != "rules":
            assert f'href="{address.as_posix()}/' in start, page
        elif len(address.parts) > 1:
            assert f'href="{address.name}/' in rules, page
