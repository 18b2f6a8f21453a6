"""Pick what each hospital has never seen, run Flower, watch it learn."""

import streamlit as st

from fedsim.data import DataError
from fedsim.ui import intro, live
from fedsim.ui.hospitals import hospital_grid
from fedsim.ui.resources import current_run, load_dataset
from fedsim.ui.session import ensure_settings, entry
from fedsim.ui.settings import sidebar

ensure_settings()
with st.sidebar:
    sidebar()

intro.headline()
if st.session_state.size not in entry().sizes_on_disk:
    intro.offer_download(entry(), st.session_state.size)
else:
    try:
        dataset = load_dataset(st.session_state.dataset, st.session_state.size)
    except DataError as error:
        st.error(str(error), icon=":material/error:")
    else:
        hospital_grid(dataset)
        if not current_run():
            intro.samples(dataset)

if run := current_run():
    live.show(run)
