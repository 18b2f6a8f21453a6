"""Stories that take one press, with the figures that were measured."""

import streamlit as st

from fedsim.analysis.scenarios import measured, told
from fedsim.settings.scenarios import SEEDS
from fedsim.text.pages.scenarios import Page
from fedsim.text.scenarios import how_measured
from fedsim.ui.scenarios.cards import cards, go_where_it_runs
from fedsim.ui.shared.figures import take_away
from fedsim.ui.shared.session import ensure_settings, heading
from fedsim.ui.shared.words import sentence

ensure_settings()
go_where_it_runs()
heading(Page.HEADING, Page.PURPOSE)
st.caption(Page.CARDS)
cards(told())
st.caption(sentence(how_measured(len(SEEDS), measured().made_with)))
take_away()
