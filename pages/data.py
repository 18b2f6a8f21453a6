"""What the hospitals look at: choose, download or add images."""

import streamlit as st

from fedsim.data import DataError
from fedsim.ui import datasets
from fedsim.ui.resources import load_dataset
from fedsim.ui.session import ensure_settings, entry

ensure_settings()
datasets.take_new()
st.markdown("### What do the hospitals look at?")
left, right = st.columns([1, 2], gap="large")
with left:
    datasets.choose()
    datasets.choose_size()
    datasets.upload()
with right:
    datasets.facts(entry())
    if st.session_state.size not in entry().sizes_on_disk:
        datasets.download(entry(), st.session_state.size)
    else:
        try:
            datasets.samples(load_dataset(st.session_state.dataset, st.session_state.size))
        except DataError as error:
            st.error(str(error), icon=":material/error:")
