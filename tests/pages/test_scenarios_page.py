"""The Scenarios page: a card a story, and one press that runs it."""

from fedsim.analysis.scenarios import told
from fedsim.runs.state import Purpose
from fedsim.settings.scenarios import SCENARIOS
from fedsim.ui.shared import resources


def test_each_story_has_a_card_with_a_button(open_page) -> None:
    app = open_page(page="pages/scenarios.py")
    assert [each.key for each in app.button if each.key.startswith("scenario-run-")] == [
        f"scenario-run-{name}" for name in told()
    ]
    assert not app.exception


def test_one_press_queues_every_run_of_it(open_page, monkeypatch) -> None:
    app = open_page(page="pages/scenarios.py")
    registry = resources.registry()
    asked = []
    monkeypatch.setattr(registry, "start_all", lambda configs, purpose, visitor: asked.append((list(configs), purpose)))
    app.button(key="scenario-run-uneven").click().run()
    runs = SCENARIOS["uneven"].runs
    assert asked == [([runs["uneven"], runs["even"]], Purpose.SCENARIO)]
