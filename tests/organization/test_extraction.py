"""Every run of statements that can be extracted leaves a program that does the same; the others say why not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from burnish_checks.core.repair import Refused, after
from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.organization.extraction.analysis import Analysis, Run
from burnish_checks.organization.extraction.events import Function, children, own_statements
from burnish_checks.organization.extraction.managers import swallowing
from burnish_checks.organization.extraction.regions import functions_of
from burnish_checks.organization.extraction.writing import Extraction, extract_statements
from burnish_checks.policy import engine_for
from tests.organization.programs import programs
from tests.organization.running import outcomes


def opened(text: str) -> Snapshot:
    settings = Settings(select=("complex-function",), only_selected=True)
    return open_document(text, Environment("module.py", engine_for(settings, Role.SOURCE), settings))


def runs(function: Function) -> Iterator[Run]:
    """Every run of consecutive statements of every suite of the function."""
    suites = [function.body]
    for statement in own_statements(function.body):
        suites.extend(children(statement))
    for suite in suites:
        for first in range(len(suite)):
            for last in range(first + 1, len(suite) + 1):
                yield Run(function, tuple(suite[first:last]))


def extractions(snapshot: Snapshot) -> Iterator[tuple[Run, Extraction | str]]:
    """Each run of a document with its extraction, or the reason why there is none."""
    for index, entry in enumerate(snapshot.entries):
        for function in functions_of(entry.block):
            analysis = Analysis(entry.block, function, swallowing(snapshot))
            for run in runs(function):
                try:
                    yield run, extract_statements(snapshot, index, analysis, run)
                except Refused as refusal:
                    yield run, str(refusal)


PROGRAMS = programs()


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_extraction_does_the_same(name: str) -> None:
    text, calls = PROGRAMS[name]
    snapshot = opened(text)
    results = []
    for _, extraction in extractions(snapshot):
        if isinstance(extraction, str):
            assert extraction.endswith(".") and len(extraction) > 20
        else:
            results.append(after(snapshot, extraction.repair.changes).text)
    assert len(results) == len(set(results))
    original, *changed = outcomes([(item, calls) for item in (text, *results)])
    for result, outcome in zip(results, changed, strict=True):
        assert outcome == original, result


def test_most_runs_can_be_extracted() -> None:
    done = refused = 0
    for text, _ in PROGRAMS.values():
        for _, extraction in extractions(opened(text)):
            refused += isinstance(extraction, str)
            done += not isinstance(extraction, str)
    assert done > 2 * refused
