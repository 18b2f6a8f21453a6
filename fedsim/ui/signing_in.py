"""Signing in with an account (OpenID Connect), where the operator has set it up for Streamlit."""

import streamlit as st

from fedsim.text.pages.shared import Door


def sign_in() -> None:
    """Let nobody in who is not signed in, where the secrets have an [auth] section (Streamlit's `st.login`)."""
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets or st.user.is_logged_in:
        return
    st.title(Door.TITLE, anchor=False)
    st.markdown(Door.SIGN_IN)
    st.button(Door.SIGN_IN_BUTTON, type="primary", icon=":material/login:", on_click=st.login, key="sign-in")
    st.stop()
