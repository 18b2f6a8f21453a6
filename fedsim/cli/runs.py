"""`python -m fedsim runs`: the runs that are kept, from the page and from the command line alike."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fedsim.analysis.groups import grouped
from fedsim.analysis.paired import paired
from fedsim.cli.report import Report, lines
from fedsim.errors import FedsimError, Problem
from fedsim.events import Event, LeftOut, RoundFinished, Started
from fedsim.export.formats import FORMATS, file_name, no_figures
from fedsim.export.pictures import files
from fedsim.export.report import figures
from fedsim.export.results_file import to_results, write_whole
from fedsim.export.results_import import read_results
from fedsim.export.tables import TABLES
from fedsim.export.tracking import Target, log_kept
from fedsim.language import commas
from fedsim.runs.about import About
from fedsim.runs.lease import VALID_SECONDS
from fedsim.runs.resuming import resume
from fedsim.runs.state import RunState
from fedsim.runs.store import Store, open_store
from fedsim.text.cli.runs import Runs as Words
from fedsim.text.cli.runs import deleted, restored
from fedsim.text.compared import comparison_table, difference, differences_are_of
from fedsim.text.endings import in_a_list
from fedsim.text.format import percent
from fedsim.text.groups import group_titles
from fedsim.text.run_header import date, run_header
from fedsim.text.runs import run_title

SLOWEST, FASTEST = 0.1, 1000.0
"""Rounds a second."""


def list_runs(options: argparse.Namespace) -> int:
    """A line a run, newest first."""
    store = open_store()
    about, states = store.about(), store.latest(options.limit)
    _say_unreadable(store)
    if options.as_json:
        print(json.dumps([_row(state, about.get(state.id, About())) for state in states], indent=1))
        return 0
    for state in states:
        print(_line(state, about.get(state.id, About())))
    if not states and not store.problem:
        print(Words.NONE)
    return 0


def show_run(options: argparse.Namespace) -> int:
    """What a run was, how it ended, and its verdict; or its results file."""
    store = open_store()
    state = find(store, options.id)
    if options.as_json:
        print(json.dumps(to_results(state, store.about().get(state.id)), indent=1))
        return 0
    said = store.about().get(state.id, About())
    print(run_header(state))
    print(in_a_list(state), *filter(None, [state.error]), sep=": ")
    for words, value in ((Words.NAME, said.name), (Words.TAGS, commas(said.tags)), (Words.NOTE, said.note)):
        if value:
            print(words.format(name=value, tags=value, note=value))
    from fedsim.text.verdict import verdict_of  # SciPy and pandas: not for every command

    if state.alone and (verdict := verdict_of(store.repeats(state.id))):
        print("\n".join([verdict.headline, *verdict.details]))
    return 0


def resume_run(options: argparse.Namespace) -> int:
    """Go on with a run, and print what `run` prints."""
    store, targets = open_store(), [Target.read(each) for each in dict.fromkeys(options.log_to)]
    _wait_until_over(store, options.id)
    resume(store, options.id)
    Report(store, store.config(options.id), options.id, targets).run()
    return 0


def replay_run(options: argparse.Namespace) -> int:
    """Print a run round by round, as it was printed while it ran."""
    state = find(open_store(), options.id)
    if not SLOWEST <= options.speed <= FASTEST:
        raise FedsimError("replay-speed", value=options.speed, low=SLOWEST, high=FASTEST)
    print(run_header(state))
    for event in _in_order(state):
        if isinstance(event, RoundFinished) and event.round:
            time.sleep(1 / options.speed)
        if said := lines(event, state.config):
            print("\n".join(said), flush=True)
    print(in_a_list(state), *filter(None, [state.error]), sep=": ")
    return 0


def _in_order(state: RunState) -> list[Event]:
    """Its events; who was left out comes before the first round of which that is true."""

    def place(event: Event) -> float:
        if isinstance(event, Started):
            return -1
        if isinstance(event, LeftOut):
            return event.round - 0.5
        return event.round if isinstance(event, RoundFinished) else state.rounds_done + 1

    return sorted((event for _, event in state.events()), key=place)


def delete_runs(options: argparse.Namespace) -> int:
    store = open_store()
    for run_id in options.ids:
        if find(store, run_id).status.live:
            raise FedsimError("live-not-deleted", run=run_id)
    print(deleted(len(store.delete(options.ids))))
    return 0


def restore_runs(options: argparse.Namespace) -> int:
    store = open_store()
    there = store.about()
    if unknown := [run_id for run_id in options.ids if there.get(run_id, About()).deleted_at is None]:
        raise FedsimError(Problem.of("no-such-run", run=unknown[0]))
    store.restore(options.ids)
    print(restored(len(options.ids)))
    return 0


def _wait_until_over(store: Store, run_id: str) -> None:
    """Whether a run's process was killed is seen when its beat stands still for so long."""
    end = time.monotonic() + VALID_SECONDS + 1
    while (state := store.newest(run_id)) and state.status.live and time.monotonic() < end:
        time.sleep(1)


def export_run(options: argparse.Namespace) -> int:
    """Write a file, or of pictures one a chart, each whole or not at all, and print where they are."""
    store = open_store()
    state = find(store, options.id)
    if options.format not in FORMATS:  # a picture: its numbers are CSV too, and the run's table is what is meant
        return _export_pictures(state, options.format, options.out or Path())
    path = options.out or Path(file_name(state, options.format))
    if path.is_dir():
        path /= file_name(state, options.format)
    _write(path, FORMATS[options.format].make(store, state))
    return 0


def _export_pictures(state: RunState, name: str, folder: Path) -> int:
    if problem := no_figures(state):
        raise FedsimError(problem)
    for file, content in files((each.chart for each in figures(state)), [name]):
        _write(folder / file, content)
    return 0


def _write(path: Path, content: bytes) -> None:
    write_whole(content, path, folders=True)
    print(path)


def log_runs(options: argparse.Namespace) -> int:
    """Log runs to MLflow or TensorBoard, up to the first that cannot be."""
    store, targets = open_store(), [Target.read(each) for each in options.log_to]
    for state in [find(store, run_id) for run_id in options.ids]:
        for target in targets:
            log_kept(target, store, state)
            print(Words.LOGGED.format(id=state.id, target=target))
    return 0


def import_runs(options: argparse.Namespace) -> int:
    """Take results files in, up to the first that cannot be."""
    store = open_store()
    for path in options.files:
        state, said = read_results(path)
        store.take_in(state, said)
        print(Words.IMPORTED.format(id=state.id, run=run_header(state), how=in_a_list(state)))
    return 0


def compare_runs(options: argparse.Namespace) -> int:
    """A table, and what each group is beside the first."""
    if options.last < 1:
        raise FedsimError("last-too-few", value=options.last)
    store = open_store()
    groups = grouped([find(store, run_id) for run_id in options.ids])
    if not groups:
        raise FedsimError("nothing-to-compare")
    number = options.metric, options.value, options.last
    print(TABLES[options.format][1](comparison_table(groups, *number)), end="")
    titles = group_titles(groups, seeds=False)
    if options.format == "markdown" and len(groups) > 1:
        for group, title in zip(groups[1:], titles[1:], strict=True):
            print(f"\n{difference(title, titles[0], paired(group, groups[0], *number))}")
        print(f"\n{differences_are_of(*number)}")
    return 0


def find(store: Store, run_id: str) -> RunState:
    """A run that is kept, and not deleted.

    Raises:
        FedsimError: there is none.
    """
    state = store.get(run_id)
    if state is None or store.about().get(run_id, About()).deleted_at is not None:
        raise FedsimError("no-such-run", run=run_id)
    return state


def _line(state: RunState, said: About) -> str:
    accuracy = percent(state.rounds[-1].accuracy, 1) if state.rounds_done else "–"
    return Words.ROW.format(
        id=state.id, when=date(state.queued_at), star="*" if said.starred else " ", accuracy=accuracy,
        name=said.name or run_title(state), how=in_a_list(state),
    )  # fmt: skip


def _row(state: RunState, said: About) -> dict[str, Any]:
    last: Sequence[Any] = state.rounds[-1:] if state.rounds_done else ()
    return {
        "id": state.id, "name": said.name, "starred": said.starred, "tags": list(said.tags), "note": said.note,
        "status": str(state.status), "queued_at": state.queued_at, "started_at": state.started_at,
        "ended_at": state.ended_at, "rounds_done": state.rounds_done,
        "accuracy": last[0].accuracy if last else None, "config": state.config.to_dict(),
    }  # fmt: skip


def _say_unreadable(store: Store) -> None:
    for problem in (*filter(None, [store.problem]), *store.unreadable):
        print(f"fedsim: {problem}", file=sys.stderr)


COMMANDS = {
    "list": list_runs, "show": show_run, "resume": resume_run, "delete": delete_runs, "restore": restore_runs,
    "export": export_run, "import": import_runs, "log": log_runs, "compare": compare_runs,
    "replay": replay_run,
}  # fmt: skip
