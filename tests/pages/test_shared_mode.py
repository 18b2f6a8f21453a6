"""A shared server: a run has an owner, others watch; everyone has a turn and nobody more than is allowed."""

import json
from dataclasses import replace

import pytest
from all_pages import PAGES
from streamlit.testing.v1 import AppTest

from fedsim.export.results_file import to_results
from fedsim.runs.owners import key_of
from fedsim.runs.state import Purpose, Status
from fedsim.settings import limits
from fedsim.settings.config import Hospital
from fedsim.settings.limits import ON_A_SHARED_SERVER, Limits
from fedsim.settings.presets import QUICK
from fedsim.ui import visitors
from fedsim.ui.shared import resources
from tests.keeping import kept


@pytest.fixture
def come(monkeypatch: pytest.MonkeyPatch):
    """Who looks from now on."""
    looking = ["Ann"]
    monkeypatch.setattr(visitors, "visitor", lambda: looking[0])

    def come_(name: str) -> None:
        looking[0] = name

    return come_


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    """Puts a shared server's limits in force."""

    def allow(**others: int) -> Limits:
        monkeypatch.setattr(limits, "_in_force", replace(ON_A_SHARED_SERVER, **{"min_free_mb": 0} | others))
        return limits.in_force()

    allow()
    return allow


@pytest.fixture
def live(open_page, engine, come, server) -> str:
    """Ann's run, which goes on."""
    app = open_page()
    app.button(key="run").click().run()
    (run_id,) = resources.registry().live()
    return run_id


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button if button.key}


def told(elements) -> str:
    return " ".join(str(element.value) for element in elements)


def test_who_started_a_run_stops_it(open_page, live) -> None:
    app = open_page()
    assert f"queue-stop-{live}" in keys(app)
    app.button(key="stop").click().run()
    assert resources.registry().store.get(live).status in (Status.STOPPING, Status.STOPPED)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_sees_nothing_of_a_run_but_that_there_is_one(open_page, come, live, page) -> None:
    come("Bob")
    app = open_page(page)
    assert not app.exception
    assert "run" not in app.query_params
    assert not any("stop" in key for key in keys(app))
    if page == PAGES[0]:  # AppTest draws no sidebar on the others
        assert "Other visitors: 1 run" in told(app.sidebar.caption)
    assert "show-last-run" not in keys(app)


def test_who_has_the_address_of_a_comparison_sees_it_and_what_was_said_of_the_runs_stays_their_owners(
    open_page, come, live
) -> None:
    said = {"name": "for Ann alone", "note": "her note", "tags": ("hers",)}
    resources.registry().store.say([live], **said)
    come("Bob")
    app = open_page("pages/runs.py")
    assert not app.dataframe
    app.query_params["runs"] = live
    app.run()
    assert not app.exception
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["name"], row["note"], [*row["tags"]]) == ("", "", [])
    assert [app.button(key=key).disabled for key in ("kept-star", "kept-delete")] == [True, True]
    assert "Ann alone" not in str(app.main)
    assert not app.get("download_button")  # whose files hold it


@pytest.mark.parametrize("page", PAGES[:3])
def test_who_has_the_runs_link_watches_and_cannot_stop(open_page, come, live, page) -> None:
    come("Bob")
    app = open_page(page, run=live)
    if page == PAGES[0]:
        assert "You watch another visitor's run. Only who started it can stop it." in told(app.caption)
    assert not any("stop" in key for key in keys(app))
    assert resources.registry().store.get(live).status is Status.RUNNING


def test_who_has_the_link_with_the_key_stops_it(open_page, come, live) -> None:
    come("Bob")
    key = key_of(resources.registry().store.get(live))
    app = open_page(run=live, key=key)
    assert "was not used" not in told(app.warning)
    assert "key" not in app.query_params
    app.button(key="stop").click().run()
    assert resources.registry().store.get(live).status in (Status.STOPPING, Status.STOPPED)


@pytest.mark.parametrize("key", ["", "é", "0" * 32, "x" * 10_000])
def test_another_key_stops_nothing(open_page, come, live, key) -> None:
    come("Bob")
    app = open_page(run=live, key=key)
    assert not app.exception
    assert not any("stop" in each for each in keys(app))


def test_a_run_that_is_over_gets_baselines_from_its_owner_alone(open_page, engine, come, live) -> None:
    engine.go.set()
    while resources.registry().live():
        engine.go.wait(0.01)
    come("Bob")
    app = open_page("pages/compare.py", run=live)
    assert "compare-add-baselines" not in keys(app)
    assert "add-baselines" not in keys(open_page(run=live))
    come("Ann")
    app = open_page("pages/compare.py", run=live)
    come("Bob")  # a page that was drawn before
    app.button(key="compare-add-baselines").click().run()
    assert resources.registry().live() == []


def test_on_ones_own_machine_every_run_is_ones_own(open_page, engine, come) -> None:
    open_page().button(key="run").click().run()
    come("Bob")
    app = open_page()
    (live,) = resources.registry().live()
    assert app.query_params["run"] in (live, [live])
    assert {"stop", f"queue-stop-{live}"} <= keys(app)


def test_on_ones_own_machine_two_tabs_do_not_start_the_same_run_twice(open_page, engine, come) -> None:
    mine = open_page()
    come("Bob")
    other = open_page()
    mine.button(key="run").click().run()
    other.button(key="run").click().run()
    assert len(resources.registry().live()) == 1
    assert "exactly these settings" in told(other.info)


def test_the_last_run_that_is_offered_is_ones_own(open_page, engine, come, live) -> None:
    engine.go.set()
    while resources.registry().live():
        engine.go.wait(0.01)
    come("Bob")
    assert "show-last-run" not in keys(open_page())
    come("Ann")
    assert "show-last-run" in keys(open_page())


def test_one_visitor_has_only_so_many_runs(open_page, come, server, live) -> None:
    server(max_runs_waiting=1)
    app = open_page(seed="5", run_id="")
    app.button(key="run").click().run()
    assert "You have 1 run waiting or running, and this would be 1 more; on this server one visitor may have 1" in told(
        app.error
    )
    assert resources.registry().live() == [live]
    come("Bob")
    app = open_page(seed="5")
    app.button(key="run").click().run()
    assert len(resources.registry().live()) == 2


def test_all_visitors_together_have_only_so_many(open_page, come, server, live) -> None:
    server(max_runs_waiting_in_all=1)
    come("Bob")
    app = open_page(seed="5")
    app.button(key="run").click().run()
    assert "1 run of all visitors wait or run, and this would be 1 more; this server takes 1 at a time." in told(
        app.error
    )
    assert resources.registry().live() == [live]


def test_nothing_is_started_on_a_disk_that_is_nearly_full(open_page, engine, come, server) -> None:
    server(min_free_mb=10**9)
    app = open_page()
    app.button(key="run").click().run()
    assert "keeps 1,000,000,000 MB free" in told(app.error) or "keeps 1000000000 MB free" in told(app.error)
    assert resources.registry().live() == []


def test_a_run_that_would_take_too_long_says_so_beside_its_grey_button(open_page, engine, come, server) -> None:
    server(max_run_minutes=1)
    app = open_page(rounds="500", local_epochs="20")
    assert app.button(key="run").disabled
    assert "on this server a run may take 60 s. Choose fewer rounds" in told(app.error)


def test_everyone_has_a_turn_before_anyone_has_a_second(engine, come, server, live) -> None:
    registry = resources.registry()
    many = [replace(QUICK, seed=seed) for seed in range(1, 5)]
    registry.start_all(many, Purpose.SWEEP, "Bob")
    eve = registry.start(replace(QUICK, seed=50), "Eve")
    order = [state.config.seed for state in registry.live_states()]
    assert order == [0, 1, 50, 2, 3, 4]
    assert registry.ahead_of(eve) == 2


def test_a_run_that_a_visitor_takes_in_is_his_alone_and_no_evidence_to_others(open_page, come, server, engine) -> None:
    store = resources.registry().store
    here = kept(dataset="toy", hospitals=(Hospital("A", ("b",)), Hospital("B", ("b",))))
    app = open_page("pages/runs.py")
    told_of = json.dumps(to_results(store.get(here)) | {"id": "0123abcd"}).encode()
    app.get("file_uploader")[0].set_value([("forged.json", told_of, "application/json")])
    app.run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 1
    assert [state.id for state in store.matching(lambda config: config == store.get(here).config)] == [here]
    come("Bob")
    assert not open_page("pages/runs.py").dataframe
    server(min_free_mb=10**9)
    app = open_page("pages/runs.py")
    app.get("file_uploader")[0].set_value([("more.json", told_of, "application/json")])
    app.run()
    assert "MB" in app.error[0].value
