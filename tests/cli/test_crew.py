"""Worker processes: answers in order, and a death costs one task."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from burnish.cli.crew import Crew, owned, shared
from burnish.cli.tasks import Open
from burnish.cli.wishes import Wishes
from tests.cli.conftest import LOST


def test_answers_come_in_order_and_a_death_costs_one_task(tmp_path: Path) -> None:
    paths = [tmp_path / f"module_{number}.py" for number in range(6)]
    for path in paths:
        path.write_text(LOST)
    crew = Crew(Wishes(isolated=True), 1)
    try:
        answers = []
        for answer in crew.run(shared(Open(str(path)) for path in paths[:1])):
            answers.append(answer)
        process = crew.processes[0]
        assert process is not None
        os.kill(process.child.pid, signal.SIGKILL)
        answers += list(crew.run(shared(Open(str(path)) for path in paths[1:])))
    finally:
        crew.close()
    assert [answer.task.path for answer in answers] == [str(path) for path in paths]
    assert [answer.value is None for answer in answers] == [False, True, False, False, False, False]
    assert answers[1].code == -signal.SIGKILL
    assert process.child.poll() is not None


def test_idle_workers_take_over_what_belongs_to_others() -> None:
    take = owned([(0, "a"), (0, "b"), (0, "c"), (1, "d")], 2)
    assert [take(1), take(1), take(0), take(1), take(0)] == [(3, "d"), (0, "a"), (1, "b"), (2, "c"), None]
