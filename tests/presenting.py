"""The run that ships with the app, as the page Present has it."""

from functools import cache

from fedsim import data
from fedsim.analysis.story import story_of
from fedsim.runs.recorded import recorded
from fedsim.ui.present.which import Presented


@cache
def shipped_run() -> Presented:
    told = recorded()
    dataset = data.load(told.state.config.dataset, told.state.config.size)
    return Presented(told.state, story_of(told.state, told.answers, dataset, told.others), dataset, kept=False)
