"""How different the hospitals are, and which strategy copes."""

import streamlit as st

from fedsim.text.pages.explore import PARTS, Page, skew_alone, which
from fedsim.text.runs import dataset_title
from fedsim.ui.explore import choosing, grid, ladder, results
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.figures import take_away
from fedsim.ui.shared.no_images import are_here
from fedsim.ui.shared.resources import wait_until_ready
from fedsim.ui.shared.session import ensure_settings, entry, get_settings, heading
from fedsim.ui.shared.words import plain

ensure_settings()
heading(Page.HEADING, Page.PURPOSE)
part = pick(Page.PART, list(PARTS), "explore-part", "ladder", format_func=PARTS.__getitem__, show_label=False)
images = plain(dataset_title(entry().name))
if part == "ladder":
    wait_until_ready()
    ladder.show()
elif not are_here():
    pass
elif part == "grid":
    wait_until_ready()
    st.caption(which(images, get_settings()))
    grid.show()
else:
    exploration = choosing.choose()
    st.caption(which(images, get_settings()))
    if exploration:
        if told := skew_alone(get_settings(), exploration.key):
            st.caption(told)
        wait_until_ready()
        results.show(exploration)
take_away()
