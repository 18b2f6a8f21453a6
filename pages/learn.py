"""How federated learning works: pictures that one drags, and the way from each into the app."""

import streamlit as st

from fedsim.settings.link import LANGUAGE
from fedsim.text.pages.learn import ABOUT, IDEAS, TITLES, Page, sources
from fedsim.ui.learn.figures import FIGURES, OPENS
from fedsim.ui.shared.components import component
from fedsim.ui.shared.session import ensure_settings, heading

ensure_settings(own=(OPENS,))
heading(Page.HEADING, Page.PURPOSE)
st.markdown(" · ".join(f"[{TITLES[name]}](#{name})" for name in FIGURES))
for name, figure in FIGURES.items():
    with st.container(key=f"learn-{name}"):
        st.header(TITLES[name], anchor=name)
        with st.container(key=f"idea-{name}"):
            st.markdown(IDEAS[name])
        opens = st.query_params.get(OPENS) == name
        component("learn", figure.data(name, st.query_params.get(LANGUAGE), opens=opens), key=f"picture-{name}")
        st.markdown(ABOUT[name])
        st.markdown(Page.SOURCE.format(source=sources(name)))
