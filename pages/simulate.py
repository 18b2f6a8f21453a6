"""Pick what each hospital has never seen, run Flower, watch it learn."""

import streamlit as st

from fedsim.data import DataError
from fedsim.text.pages.simulate import Page
from fedsim.ui.data import datasets
from fedsim.ui.shared.figures import take_away
from fedsim.ui.shared.no_images import are_here, tell_unusable
from fedsim.ui.shared.resources import current_run, load_dataset
from fedsim.ui.shared.runs import offer_kept, offer_last
from fedsim.ui.shared.session import ensure_settings, get_settings, heading
from fedsim.ui.shared.ways_on import see_the_story
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate import live
from fedsim.ui.simulate.differ import show_lead
from fedsim.ui.simulate.hospitals import hospital_grid
from fedsim.ui.simulate.settings import sidebar

ensure_settings()
with st.sidebar:
    sidebar()

run = current_run()
heading(Page.TITLE, Page.PURPOSE)
show_lead(get_settings())
with st.empty():  # always a place: what came after a link that goes would be drawn anew, and Run lose the focus
    if not run:
        with st.container():
            see_the_story()
            if not offer_kept():
                offer_last()
if are_here():
    try:
        dataset = load_dataset(st.session_state.dataset, st.session_state.size)
    except DataError as error:
        tell_unusable(plain(str(error)))
    else:
        hospital_grid(dataset, preview=not run)
        with st.empty():  # a place of its own: a run that starts takes it away at once, and not when it is all drawn
            if not run:
                with st.container():
                    datasets.samples(dataset)
if run:
    live.show(run)
take_away()
