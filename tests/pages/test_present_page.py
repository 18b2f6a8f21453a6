"""The page Present: what its stage is fed with are the story's facts, whichever run is told."""

import json
from dataclasses import replace

import pytest
from all_pages import PAGES
from hypothesis import given
from hypothesis import strategies as some
from presenting import shipped_run
from real import carry_out, open_page
from shown import nodes
from streamlit.testing.v1 import AppTest

from fedsim.analysis import people
from fedsim.analysis.story import NOISE, STEPS, story_of
from fedsim.errors import Problem
from fedsim.language import speaking
from fedsim.runs.recorded import recorded
from fedsim.runs.registry import Registry
from fedsim.runs.state import Purpose, RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.partition import FewClasses, NoSkew
from fedsim.settings.strategy import FedAdam, FedDyn
from fedsim.text.pages.privacy.cost import Sweep
from fedsim.ui.present import leaving, steps
from fedsim.ui.present.foot import foot
from fedsim.ui.present.links import addresses
from fedsim.ui.present.payload import payload
from fedsim.ui.present.rounds import _note
from fedsim.ui.present.which import Presented


def fed(app: AppTest) -> dict:
    """What the stage is fed with."""
    assert not app.exception
    found = [node.proto for node in nodes(app._tree) if getattr(getattr(node, "proto", None), "json", "")]
    return json.loads(next(proto.json for proto in found if proto.component_name == "fedsim.present"))


@pytest.fixture(scope="module")
def shipped() -> Presented:
    return shipped_run()


def test_it_comes_right_after_simulate_in_the_list_of_pages() -> None:
    assert PAGES[:2] == ["pages/simulate.py", "pages/present.py"]


def test_the_run_that_ships_is_told_in_all_its_steps(registry, shipped) -> None:
    told = fed(open_page("present"))
    assert [step["id"] for step in told["steps"]] == list(STEPS)
    assert [step["missing"] for step in told["steps"]] == [None] * len(STEPS)
    assert all(step["sentence"] and step["alt"] and step["notes"] for step in told["steps"])
    assert told["hint"] is None


def test_bars_are_the_storys_facts(shipped) -> None:
    story = shipped.story
    told = {step: make(shipped) for step, make in steps.STEP_DATA.items()}
    assert [card["title"] for card in told["hospitals"]["cards"]] == ["Hospital A", "Hospital B", "Hospital C"]
    for card, member in zip(told["hospitals"]["cards"], story.hospitals, strict=True):
        assert [tile["cls"] for tile in card["tiles"] if tile["never"]] == list(member.unseen)
        assert all(tile["src"] for tile in card["tiles"] if not tile["never"])
    assert told["guess"]["found"] == story.found_alone == 0.0
    assert [row["share"] for row in told["scan"]["rows"]] == list(story.scan.alone)
    assert [row["share"] for row in told["again"]["rows"]] == list(story.scan.together)
    assert [row["title"] for row in told["scan"]["rows"] if row["never"]] == list(story.teller.unseen)
    assert [bar["share"] for bar in told["again"]["scores"]] == [story.alone, story.together, story.pooled]
    assert [score["share"] for score in told["rounds"]["scores"]] == list(story.accuracies)
    assert [point["share"] for point in told["server"]["noise"]] == [point.accuracy for point in story.noise]


def test_of_many_hospitals_a_few_are_shown_and_the_others_counted(shipped) -> None:
    travelled = shipped.story.travelled
    for number, shown, more in ((5, 5, ""), (6, 4, "and 2 more hospitals"), (120, 4, "and 116 more hospitals")):
        sent = replace(travelled, sent=travelled.sent[:1] * number)
        told = steps.STEP_DATA["server"](replace(shipped, story=replace(shipped.story, travelled=sent)))
        assert (len(told["sent"]), told["more"]) == (shown, more)


def test_the_formula_counts_each_hospital_by_its_images(shipped) -> None:
    told = steps.STEP_DATA["rounds"](shipped)["formula"]
    images = [each.num_images for each in shipped.story.hospitals]
    assert [(term["over"], term["below"]) for term in told["terms"]] == [(f"{n:,}", f"{sum(images):,}") for n in images]


@pytest.mark.parametrize("changes", [{"strategy": FedAdam()}, {"strategy": FedDyn()}, {"dp": "central"}], ids=str)
def test_there_is_no_formula_where_the_average_is_not_yet_the_shared_model(shipped, changes) -> None:
    config = replace(shipped.state.config, **changes)
    told = steps.STEP_DATA["rounds"](replace(shipped, state=replace(shipped.state, config=config)))
    assert told["formula"] is None


@given(some.lists(some.integers(0, 100), min_size=4, max_size=4).filter(any))
def test_the_page_works_out_people_as_the_analysis_does(mix: list[int]) -> None:
    shipped = shipped_run()
    told = steps.STEP_DATA["people"](shipped)
    expected = people.patients(shipped.story, dict(zip(people.tested(shipped.story), mix, strict=True)))
    for model in told["models"]:
        told_of = getattr(expected, model["id"])
        for kind, name in {"home": "sent_home", "called": "called_back", "misnamed": "misnamed"}.items():
            found = 1000 * sum(rate * part for rate, part in zip(model["rates"][kind], mix, strict=True)) / sum(mix)
            assert found == pytest.approx(getattr(told_of, name))


@pytest.mark.parametrize(
    ("partition", "offered", "withheld"),
    [(NoSkew(), ("DME", "DRUSEN", "NORMAL"), ("NORMAL",)), (FewClasses(2), ("DRUSEN", "NORMAL"), ("DME", "NORMAL"))],
)
def test_only_what_is_not_seen_by_hand_can_be_given_back_or_stays_so(
    shipped, monkeypatch, partition, offered, withheld
) -> None:
    state, (first, *others) = shipped.state, shipped.story.hospitals
    assert state.config.hospitals[0].excluded == first.unseen == ("DME",)
    story = replace(shipped.story, hospitals=(replace(first, unseen=("CNV", "DME")), *others))
    dealt = replace(shipped, state=replace(state, config=replace(state.config, partition=partition)), story=story)
    told = steps.STEP_DATA["turn"](dealt)["hospitals"][0]
    assert (told["classes"], told["unseen"]) == (offered, [cls for cls in offered if cls == "DME"])
    taken: list[RunState] = []
    monkeypatch.setattr(leaving, "bring_back", taken.append)
    monkeypatch.setattr(leaving, "leave", lambda: None)
    leaving.take_turn(dealt, [{"place": 0, "unseen": ["NORMAL"]}])
    assert taken[0].config.hospitals[0].excluded == withheld
    assert taken[0].config.hospitals[1:] == state.config.hospitals[1:]


def test_a_kept_run_is_told_and_says_what_it_lacks(registry: Registry, config: SimulationConfig) -> None:
    run = carry_out(registry, replace(config, baselines="none"))[0]
    told = fed(open_page("present", run=run))
    assert told["rounds"]["scores"][-1]["share"] == registry.store.get(run).rounds[-1].accuracy
    lacking = {step["id"]: step["missing"] for step in told["steps"] if step["missing"]}
    assert set(lacking) == {"guess", "scan", "again", "people"}
    assert not set(lacking) & set(told)
    assert all("alone" in why for why in lacking.values())


def test_where_no_run_with_noise_is_kept_the_cost_is_that_of_the_run_that_ships(shipped) -> None:
    own = steps.STEP_DATA["server"](shipped)
    assert [own["noise"][own["told"]]["share"], "borrowed" in own] == [shipped.story.noise[-1].accuracy, False]
    without = replace(shipped.story, noise=(), missing={NOISE: Problem.of("present-no-noise")})
    told = steps.STEP_DATA["server"](replace(shipped, story=without, kept=True))
    assert [point["share"] for point in told["noise"]] == [point["share"] for point in own["noise"]]
    assert all(point["found"] is None for point in told["noise"])  # its disease may be none of this run's
    assert told["borrowed"] == "In the run that comes with the app, which has other settings"
    assert "run a sweep on the Privacy page" in told["no_noise"]


def test_a_run_with_privacy_is_never_told_with_anothers_promise(shipped) -> None:
    state = replace(shipped.state, config=replace(shipped.state.config, dp="record", noise_multiplier=1.0))
    last = replace(state.rounds[-1], epsilon=3.0, delta=1e-5)
    kept = replace(state, rounds=(*state.rounds[:-1], last))
    story = story_of(kept, {}, None, ())
    told = steps.STEP_DATA["server"](replace(shipped, state=kept, story=story, kept=True))
    assert [dict(each["hidden"])["Hides"] for each in told["noise"]] == ["whether a single scan was used"]
    assert "borrowed" not in told
    assert "no_noise" in told


def test_an_accuracy_is_like_guessing_within_what_so_few_images_say(shipped) -> None:
    def note(right: int, each: int, classes: int) -> str:
        rows = [[right if row == at else 0 for at in range(classes)] for row in range(classes)]
        for row, counts in enumerate(rows):
            counts[(row + 1) % classes] += each - right
        rows.append([0] * classes)  # a class without test images
        score = replace(shipped.state.rounds[0], accuracy=right / each, confusion_matrix=rows)
        return _note(score)

    assert note(250, 1000, 4) == note(255, 1000, 4) == "no better than guessing among four"
    assert note(290, 1000, 4) == ""
    assert note(11, 100, 10) == "no better than guessing among ten"
    assert note(14, 100, 10) == ""


def test_the_way_to_a_sweep_takes_the_runs_settings_along(shipped, monkeypatch) -> None:
    gone: list[object] = []
    monkeypatch.setattr(leaving, "bring_back", gone.append)
    monkeypatch.setattr(leaving.st, "switch_page", gone.append)
    landing: dict[str, str] = {}
    monkeypatch.setattr(leaving.st, "session_state", landing)
    leaving.to_sweep(shipped)
    monkeypatch.undo()
    assert gone == [shipped.state, "pages/privacy.py"]
    app = open_page("privacy")
    for key, value in landing.items():
        app.session_state[key] = value
    app.run()
    assert Sweep.WHERE in [each.label for each in app.selectbox]


def test_of_a_run_that_is_not_here_the_one_that_ships_is_told_and_it_is_said(registry) -> None:
    told = fed(open_page("present", run="zzz"))
    assert "zzz" in told["hint"]
    assert told["rounds"]["scores"][-1]["share"] == recorded().state.rounds[-1].accuracy


def test_it_is_said_what_classes_are_whose_run_it_is_and_that_a_program_drew_the_scans(shipped) -> None:
    drawn = "A program drew these scans: they show no patient."
    told = "CNV: Choroidal neovascularisation; DME: Diabetic macular oedema."
    assert foot(shipped, "hospitals") == f"{told} {drawn} This run comes with the app."
    assert foot(shipped, "scan") == drawn
    assert (
        foot(shipped, "people")
        == f"In a practice most are healthy, and few have each disease: set the mix to yours. {drawn}"
    )
    assert foot(shipped, "rounds") == ""
    of_here = replace(shipped, kept=True)
    assert f"This is run {shipped.state.id}, made with the app on " in foot(of_here, "hospitals")
    taken_in = replace(of_here, state=replace(shipped.state, purpose=Purpose.IMPORTED))
    assert foot(taken_in, "hospitals").endswith(f"This is run {shipped.state.id}, taken in from a results file.")
    real = replace(shipped, story=replace(shipped.story, drawn=False))
    assert foot(real, "hospitals") == f"{told} This run comes with the app."
    assert foot(real, "people") == "In a practice most are healthy, and few have each disease: set the mix to yours."
    assert foot(real, "scan") == ""
    told = payload(shipped, "http://localhost/present")["steps"]
    assert [step["foot"] for step in told] == [foot(shipped, step) for step in STEPS]


@pytest.mark.parametrize(("page", "reached"), [("http://localhost:8501/present", False), ("http://10.0.0.5/p", True)])
def test_only_the_speaker_is_told_that_phones_cannot_reach_the_server(shipped, page: str, reached: bool) -> None:
    told = payload(shipped, page)
    noted = [step["id"] for step in told["steps"] if "docs/DEPLOY.md" in " ".join(step["notes"])]
    assert noted == ([] if reached else ["turn"])
    seen = {name: part for name, part in told.items() if name != "steps"}
    assert "DEPLOY" not in json.dumps([seen, [step | {"notes": []} for step in told["steps"]]])
    assert (bool(told["links"]), "Q" in dict(told["keys"])) == (reached, reached)


def test_a_model_that_has_learned_nothing_yet_is_said_to_guess(shipped) -> None:
    told = steps.STEP_DATA["rounds"](shipped)["scores"]
    assert [bool(score["note"]) for score in told] == [abs(each - 0.25) <= 0.05 for each in shipped.story.accuracies]
    assert told[0]["note"] == "no better than guessing among four"
    assert told[-1]["note"] == ""


def test_a_link_to_a_step_leads_there_whatever_run_the_visitor_looks_at(
    registry: Registry, config: SimulationConfig
) -> None:
    """Such as one that is under way."""
    app, asked = open_page("simulate"), {"step": "4", "play": "5", "loop": "1"}
    app.session_state.run_id = carry_out(registry, replace(config, baselines="none"))[0]
    app.query_params.clear()
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    said = {name: app.query_params.get(name) for name in asked}
    assert said in (asked, {name: [value] for name, value in asked.items()})


def test_phones_get_an_address_a_step_and_a_code_for_it_and_none_where_they_cannot_reach_it() -> None:
    found = addresses("http://10.0.0.5:8501/present?step=2&lang=en", "abc", 3)
    assert [each["address"] for each in found] == [
        f"http://10.0.0.5:8501/present?step={step}&run=abc" for step in (1, 2, 3)
    ]
    for each in found:
        rows = each["rows"]
        assert {len(row) for row in rows} == {len(rows)}
        corner = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
        assert [row[:7] for row in rows[:7]] == corner
    assert len({tuple(each["rows"]) for each in found}) == 3
    for here in ("http://localhost:8501/present", "http://127.0.0.1/present", "", "http://[::1]:8501/present"):
        assert addresses(here, None, 3) is None


def test_another_language_leaves_the_facts_as_they_are(shipped) -> None:
    def told(language: str) -> dict:
        with speaking(language):
            return payload(shipped, "http://localhost/present")

    english, chinese = told("en"), told("zh-Hans")
    assert (english["language"], chinese["language"]) == ("en", "zh-Hans")
    assert english["steps"][0]["sentence"] != chinese["steps"][0]["sentence"]
    assert english["people"]["models"][0]["rates"] == chinese["people"]["models"][0]["rates"]
