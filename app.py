"""fedsim: `streamlit run app.py`. The list of pages, and nothing else."""

import streamlit as st

st.set_page_config(page_title="fedsim", page_icon=":material/diversity_3:", layout="wide")
st.navigation(
    [
        st.Page("pages/simulate.py", title="Simulate", icon=":material/play_circle:", default=True),
        st.Page("pages/data.py", title="Data", icon=":material/database:"),
    ]
).run()
