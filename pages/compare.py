"""What does each hospital gain by joining? Every model of a run, side by side."""

import streamlit as st

from fedsim.ui import compare, compare_status
from fedsim.ui.gallery import gallery
from fedsim.ui.resources import current_run

run = current_run()
st.markdown("### What does each hospital gain by joining?")
if run is None:
    compare_status.nothing_yet()
else:
    compare.which(run)
    compare_status.tell(run)
    if compare.has_something(run):
        # verdict
        compare.show(run)
        gallery(run)
