"""Images that are not on this machine or cannot be used: what a page says in their place, and the way to others."""

import streamlit as st

from fedsim.text.pages.shared import Images
from fedsim.text.runs import dataset_title
from fedsim.ui.shared.on_screen import entry
from fedsim.ui.shared.words import plain


def are_here() -> bool:
    """Whether the chosen images are on this machine; where they are not it is said, with the way to the download."""
    found, size = entry(), st.session_state.size
    if size in found.sizes_on_disk:
        return True
    images = plain(dataset_title(found.name))
    st.info(Images.NOT_HERE.format(images=images, size=size), icon=":material/cloud_download:")
    st.page_link("pages/data.py", label=Images.DOWNLOAD.format(images=images), icon=":material/database:")
    return False


def tell_unusable(why: str) -> None:
    """Say why images cannot be used, with the way to others.

    Args:
        why: in Markdown.
    """
    st.error(why, icon=":material/error:")
    st.page_link("pages/data.py", label=Images.CHOOSE_OTHERS, icon=":material/database:")
