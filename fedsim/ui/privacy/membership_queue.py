"""The attack's runs: which there are, one button to start those that are missing, and how far they are."""

from collections.abc import Mapping
from functools import partial

from fedsim.runs.made_now import of_today
from fedsim.runs.membership_runs import CLIPPED, PLAIN, PRIVATE, by_kind, covers, is_done
from fedsim.runs.state import Purpose, RunState
from fedsim.settings.config import SimulationConfig
from fedsim.text.membership import TITLES, UNDER_WAY
from fedsim.text.pages.privacy.attack import Attack, run_missing
from fedsim.ui.shared import starting
from fedsim.ui.shared.batch import Batch, follow, start_button
from fedsim.ui.shared.resources import registry

ORDER = (PLAIN, PRIVATE, CLIPPED)
"""The contrast first."""


def find(configs: Mapping[str, SimulationConfig]) -> Mapping[str, RunState]:
    """The runs of this and earlier sessions, by kind."""
    return gather(configs)[0]


def gather(configs: Mapping[str, SimulationConfig]) -> tuple[Mapping[str, RunState], int]:
    """The same, and how many are left out, since another version made them."""
    states = registry().store.matching(lambda config: _kind(configs, config) is not None)
    return of_today(states, configs[PLAIN].device, partial(by_kind, configs), is_done)


def act(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> None:
    """The one thing to do now: run, or watch and stop; nothing where all is done."""

    def name(state: RunState) -> str:
        return UNDER_WAY[_kind(configs, state.config)]

    def failed(state: RunState, error: str) -> str:
        return Attack.FAILED.format(run=TITLES[_kind(configs, state.config)], error=error)

    batch = Batch(Purpose.MEMBERSHIP, "attack", configs.values(), is_done, name, failed)
    can_start, coming = follow(batch, runs.values(), lambda: (find(configs).values(), len(configs)))
    todo = _missing(configs, runs)
    if todo and not coming:
        label = Attack.RUN if len(todo) == len(configs) else run_missing(len(todo))
        start_button(batch, label, todo, can_start=can_start)
    starting.tell(batch.key)


def _kind(configs: Mapping[str, SimulationConfig], config: SimulationConfig) -> str | None:
    return next((kind for kind, wanted in configs.items() if covers(wanted, config)), None)


def _missing(configs: Mapping[str, SimulationConfig], runs: Mapping[str, RunState]) -> list[SimulationConfig]:
    return [configs[kind] for kind in ORDER if kind not in runs or not (is_done(runs[kind]) or runs[kind].status.live)]
