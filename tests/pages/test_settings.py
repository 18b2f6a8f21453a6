"""Every setting has its control; Undo, Reset and the preset's name follow what is set."""

import shutil
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Le
from registering import register
from screen import ScreenState

from fedsim.hospitals.shifts import SHIFTS
from fedsim.settings.config import CHOICES, Hospital, SimulationConfig
from fedsim.settings.declared import Declared, declared, flat, parameters_of, unflat
from fedsim.settings.presets import PRESETS, QUICK
from fedsim.settings.setting import Need, Setting
from fedsim.settings.shift import NoShift
from fedsim.text.kinds import IN_HEADER
from fedsim.text.setting_texts import Text
from fedsim.text.settings import TEXTS
from fedsim.ui.shared import on_screen
from fedsim.ui.shared.history import OWN
from fedsim.ui.simulate import each

SETTINGS = declared(SimulationConfig)
KINDS = ("multiselect", "selectbox", "select_slider", "number_input", "slider", "checkbox", "text_input")
TO_CHOOSE = [name for name, one in SETTINGS.items() if len(one.choices) != 1 and len(one.each) != 1]
"""All but unions that have one kind so far."""


def controls(app) -> dict[str, Any]:
    return {element.key: element for kind in KINDS for element in app.get(kind) if element.key}


def on_the_screen(app, monkeypatch) -> SimulationConfig:
    with monkeypatch.context() as patch:
        patch.setattr(on_screen.st, "session_state", ScreenState(app))
        return on_screen.get_settings()


def where_it_counts(one: Declared) -> SimulationConfig:
    """Settings in which this one has a meaning."""
    values = flat(SimulationConfig()) | {need.setting: need.among[0] for need in one.setting.needs if need.of is None}
    return unflat(SimulationConfig, values | ({one.union: one.of_kinds[0]} if one.union else {}))


@pytest.mark.parametrize("name", TO_CHOOSE)
def test_every_setting_has_a_control_with_its_title_and_its_help(open_page, name: str) -> None:
    app = open_page(**where_it_counts(SETTINGS[name]).to_query())
    assert not app.exception
    found = controls(app)
    if name == "hospitals":
        assert {"num_hospitals", "name-0", "sees-synthetic-oct-0-CNV"} <= set(found)
        return
    assert found[name].label == TEXTS[name].title
    assert found[name].help.startswith(TEXTS[name].help)
    assert name in CHOICES or name in app.session_state


def test_a_parameter_is_there_with_its_kind_alone_and_goes_into_the_run(open_page, monkeypatch) -> None:
    app = open_page()
    assert "mu" not in controls(app)
    app.selectbox(key="strategy").select("fedprox").run()
    app.select_slider(key="mu").set_value(0.1).run()
    assert on_the_screen(app, monkeypatch).to_query()["mu"] == "0.1"
    app.selectbox(key="strategy").select("fedavg").run()
    assert on_the_screen(app, monkeypatch) == QUICK


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_named_and_another_name_shown_as_soon_as_the_settings_differ(open_page, preset: str) -> None:
    app = open_page(**PRESETS[preset].to_query())
    assert app.selectbox(key="preset").value == preset
    assert app.button(key="reset").disabled
    app.number_input(key="seed").set_value(77).run()
    assert app.selectbox(key="preset").value == OWN
    assert not app.button(key="reset").disabled
    app.number_input(key="seed").set_value(0).run()
    assert app.selectbox(key="preset").value == preset


def test_a_tick_and_a_name_are_no_longer_the_preset_and_reset_restores_them(open_page, monkeypatch) -> None:
    app = open_page()
    app.checkbox(key="sees-synthetic-oct-0-DME").check().run()
    assert app.selectbox(key="preset").value == OWN
    app.text_input(key="name-1").input("Oslo").run()
    app.select_slider(key="num_hospitals").set_value(2).run()
    app.button(key="reset").click().run()
    assert app.selectbox(key="preset").value == "quick-demo"
    assert on_the_screen(app, monkeypatch) == QUICK
    assert not app.checkbox(key="sees-synthetic-oct-0-DME").value
    assert app.text_input(key="name-1").value == "B"
    app.button(key="undo").click().run()
    assert [h.name for h in on_the_screen(app, monkeypatch).hospitals] == ["A", "Oslo"]


def test_reset_goes_back_to_the_preset_that_was_chosen(open_page, monkeypatch) -> None:
    app = open_page()
    app.selectbox(key="preset").select("privacy-noise").run()
    app.select_slider(key="noise_multiplier").set_value(0.3).run()
    app.button(key="reset").click().run()
    assert on_the_screen(app, monkeypatch) == PRESETS["privacy-noise"]


CHANGES = [
    lambda app: app.checkbox(key="sees-synthetic-oct-2-CNV").check(),
    lambda app: app.text_input(key="name-0").input("Berlin, Mitte"),
    lambda app: app.select_slider(key="num_hospitals").set_value(5),
    lambda app: app.select_slider(key="rounds").set_value(3),
    lambda app: app.selectbox(key="dataset").select("digits"),
    lambda app: app.checkbox(key="sees-digits-4-2").check(),
    lambda app: app.selectbox(key="dp").select("local"),
    lambda app: app.segmented_control(key="noise_by").set_value("budget"),
    lambda app: app.selectbox(key="preset").select("nobody-blind"),
]


def test_undo_takes_back_one_change_after_the_other(open_page, monkeypatch) -> None:
    app = open_page()
    assert app.button(key="undo").disabled
    states = [on_the_screen(app, monkeypatch)]
    for change in CHANGES:
        change(app).run()
        assert not app.exception
        states.append(on_the_screen(app, monkeypatch))
    assert len({*states}) == len(CHANGES) + 1
    for state in reversed(states[:-1]):
        app.button(key="undo").click().run()
        assert on_the_screen(app, monkeypatch) == state
    assert app.button(key="undo").disabled
    assert app.selectbox(key="preset").value == "quick-demo"


def test_undo_passes_over_images_that_are_gone(open_page, monkeypatch, tiny, tmp_path) -> None:
    own = tmp_path / "own.npz"
    shutil.copy(tiny, own)
    hospitals = (Hospital("A", ("east",)), Hospital("B"))
    app = open_page(**replace(SimulationConfig(), dataset=str(own), hospitals=hospitals).to_query())
    app.selectbox(key="preset").select("quick-demo").run()
    own.unlink()
    app.select_slider(key="rounds").set_value(3).run()
    app.button(key="undo").click().run()
    app.button(key="undo").click().run()
    assert not app.exception
    assert on_the_screen(app, monkeypatch).dataset == "synthetic-oct"


def test_a_strategy_and_a_privacy_that_do_not_go_together_are_not_offered_together(open_page) -> None:
    app = open_page(strategy="scaffold")
    assert app.selectbox(key="dp").options == ["None"]
    assert "No noise is offered with SCAFFOLD" in " ".join(caption.value for caption in app.caption)
    app.selectbox(key="strategy").select("fedprox").run()
    app.selectbox(key="dp").select("local").run()
    offered = app.selectbox(key="strategy").options
    assert {"FedAvg", "FedProx", "Krum", "FedAdam"} <= set(offered)
    assert not {"SCAFFOLD", "q-FedAvg"} & set(offered)
    app.selectbox(key="dp").select("central").run()
    assert not {"Krum", "FedMedian", "FedNova"} & set(app.selectbox(key="strategy").options)
    assert not app.exception


def test_what_comes_before_the_rule_is_offered_where_there_is_one(open_page) -> None:
    app = open_page(strategy="fedavg")
    assert "mixing" not in [each.key for each in app.selectbox]
    app.selectbox(key="strategy").select("fedmedian").run()
    app.selectbox(key="mixing").select("bucketing").run()
    assert "The median of each weight" in " ".join(caption.value for caption in app.caption)
    app.selectbox(key="strategy").select("fedavg").run()
    assert not app.exception
    assert not app.button(key="run").disabled


BAD_LINKS = [
    {"hospitals": "A"},
    {"hospitals": ";".join(map(str, range(21)))},
    {"dp": "central", "target_epsilon": "inf"},
    {"dp": "central", "target_epsilon": "-1"},
    {"dp": "central", "noise_multiplier": "nan"},
    {"rounds": "0"},
    {"lr": "inf"},
    {"model": "magic"},
]

GOOD_LINKS = [
    {"rounds": "500"},
    {"dp": "central", "target_epsilon": "1000000"},
    {"lr": "1"},
    {"strategy": "scaffold", "dp": "central", "noise_multiplier": "1"},
]


@pytest.mark.parametrize("query", BAD_LINKS, ids=str)
def test_a_link_with_a_value_that_no_control_has_is_refused_in_words(open_page, query):
    app = open_page(**query)
    assert not app.exception
    said = " ".join(warning.value for warning in app.warning)
    assert "The link's settings were not used" in said
    assert list(query)[-1].split("_")[0] in said
    assert app.session_state.preset == open_page().session_state.preset


@pytest.mark.parametrize("query", GOOD_LINKS, ids=str)
def test_a_link_at_a_bound_and_one_that_a_person_can_mend_are_shown(open_page, query):
    app = open_page(**query)
    assert not app.exception
    assert not any("link" in warning.value for warning in app.warning)


@dataclass(frozen=True)
class Dim:
    """A scanner shift that only a test knows, with every form that a parameter can have."""

    by: Annotated[float, Ge(0.0), Le(1.0), Setting(steps=(0.0, 0.5, 1.0))] = 0.5
    times: Annotated[int, Ge(1), Le(9), Setting()] = 1
    where: Annotated[Literal["all", "edge"], Setting()] = "all"
    on: Annotated[str, Setting(of_classes=True)] = ""
    kind: Literal["dim"] = "dim"


@pytest.fixture
def dimmed(monkeypatch: pytest.MonkeyPatch) -> SimulationConfig:
    """Hospital B's scanner is dim."""
    register(monkeypatch, "shift", Dim, SHIFTS, lambda setting, images, rng: images // 2)
    monkeypatch.setitem(IN_HEADER, "shift", {**IN_HEADER["shift"], "dim": "dim by {by}"})
    for name in ("by", "times", "where", "on"):
        monkeypatch.setitem(TEXTS, f"shift.{name}", Text(name.title(), "A test's.", name))
    a, b, c = QUICK.hospitals
    return replace(QUICK, hospitals=(a, replace(b, shift=Dim(0.5, 3, "edge", "DME")), c))


def test_a_link_sets_what_each_hospital_has_of_its_own_and_a_name_keeps_it(open_page, dimmed, monkeypatch) -> None:
    app = open_page(**dimmed.to_query())
    assert not app.exception
    assert on_the_screen(app, monkeypatch) == dimmed
    app.text_input(key="name-1").set_value("Bern").run()
    a, b, c = dimmed.hospitals
    assert on_the_screen(app, monkeypatch) == replace(dimmed, hospitals=(a, replace(b, name="Bern"), c))
    app.selectbox(key="preset").select("nobody-blind").run()
    assert on_the_screen(app, monkeypatch) == PRESETS["nobody-blind"]
    app.button(key="undo").click().run()
    assert on_the_screen(app, monkeypatch).hospitals[1].shift == dimmed.hospitals[1].shift


def test_who_differs_gets_a_row_with_a_control_for_each_parameter(open_page, dimmed, monkeypatch) -> None:
    app = open_page()
    app.multiselect(key="shift").set_value([0, 2]).run()
    assert not app.exception
    first = list(declared(SimulationConfig)["shift"].each.values())[1]
    assert [hospital.shift for hospital in on_the_screen(app, monkeypatch).hospitals] == [first(), NoShift(), first()]
    app.selectbox(key="shift-2").select("dim").run()
    app.select_slider(key="shift-2-dim-by").set_value(1.0).run()
    app.number_input(key="shift-2-dim-times").set_value(4).run()
    app.selectbox(key="shift-2-dim-where").select("edge").run()
    app.selectbox(key="shift-2-dim-on-synthetic-oct").select("CNV").run()
    found = on_the_screen(app, monkeypatch)
    assert found.hospitals[2].shift == Dim(1.0, 4, "edge", "CNV")
    app.button(key="undo").click().run()
    assert on_the_screen(app, monkeypatch).hospitals[2].shift == Dim(1.0, 4, "edge", "")
    assert "shift-1" not in controls(app)
    app.select_slider(key="num_hospitals").set_value(2).run()
    assert app.multiselect(key="shift").value == [0]
    app.multiselect(key="shift").set_value([]).run()
    assert on_the_screen(app, monkeypatch).hospitals == QUICK.hospitals[:2]


def test_the_data_page_has_the_same_grid_and_keeps_it(open_page, dimmed, monkeypatch) -> None:
    app = open_page(**dimmed.to_query())
    app.switch_page("pages/data.py").run()
    assert not app.exception
    assert on_the_screen(app, monkeypatch) == dimmed
    app.switch_page("pages/simulate.py").run()
    assert on_the_screen(app, monkeypatch) == dimmed


@pytest.mark.parametrize("name", [name for name, one in SETTINGS.items() if one.each])
def test_every_kind_and_parameter_that_a_hospital_has_of_its_own_has_a_control(open_page, name: str) -> None:
    one = SETTINGS[name]
    for kind, made in list(one.each.items())[1:]:
        a, *others = QUICK.hospitals
        app = open_page(**replace(QUICK, hospitals=(replace(a, **{name: made()}), *others)).to_query())
        assert not app.exception
        found = controls(app)
        assert found[f"{name}-0"].value == kind
        for parameter in parameters_of(made).values():
            of_data_set = "-synthetic-oct" if parameter.setting.of_classes else ""
            control = found[f"{name}-0-{kind}-{parameter.name}{of_data_set}"]
            assert control.label.startswith(TEXTS[f"{name}.{parameter.name}"].title)
            assert control.value == parameter.default


def test_a_kind_that_does_not_go_with_the_other_settings_is_not_offered(open_page, dimmed, monkeypatch) -> None:
    one = SETTINGS["shift"]
    need = Need("dp", ("none",), of=("dim",), problem="scaffold-or-noise", mutual=True)
    monkeypatch.setitem(vars(one), "setting", replace(one.setting, needs=(need,)))
    monkeypatch.setattr(each, "WHY_NOT", {("shift", "scaffold-or-noise"): "It is a test's."})
    app = open_page(**dimmed.to_query())
    assert app.selectbox(key="dp").options == ["None"]
    app.multiselect(key="shift").set_value([]).run()
    app.run()
    app.selectbox(key="dp").select("local").run()
    app.multiselect(key="shift").set_value([1]).run()
    assert on_the_screen(app, monkeypatch).hospitals[1].shift.kind != "dim"
    assert any("It is a test's." in caption.value for caption in app.caption)


def test_sessions_do_not_see_each_other(open_page) -> None:
    mine, yours = open_page(), open_page()
    before = yours.session_state.rounds
    mine.select_slider(key="rounds").set_value(3).run()
    mine.text_input(key="name-0").set_value("Mine").run()
    mine.button(key="run").click().run()
    yours.run()
    assert (yours.session_state.rounds, yours.text_input(key="name-0").value) == (before, "A")
    assert yours.button(key="undo").disabled
    assert not mine.button(key="undo").disabled
    assert "told" not in yours.session_state
