"""What the field's words mean: beside where they stand, and all of them at the end of every page's sidebar."""

from typing import Any

import streamlit as st

from fedsim.language import _, paragraph
from fedsim.text.glossary import TERMS, Glossary, explanation
from fedsim.ui.shared.chart_table import room
from fedsim.ui.shared.controls import kept
from fedsim.ui.shared.words import plain


def explained(text: str, said: str = "") -> str | None:
    """A tooltip: what is said of a thing, and what the terms in its name mean; None where there is nothing to say."""
    return paragraph(filter(None, [said, plain(explanation(text))])) or None


def headed(text: str, **options: Any) -> None:
    """A heading, in Markdown, whose terms are explained beside it."""
    st.markdown(text, help=explained(text), **options)


@st.fragment
def glossary() -> None:
    """Draw the button; of a closed list nothing is sent."""
    with st.popover(
        Glossary.TITLE, icon=":material/dictionary:", type="tertiary", key="glossary", on_change="rerun"
    ) as it:
        if it.open:
            _search()
        else:
            room()


def _search() -> None:
    wanted = st.text_input(
        Glossary.SEARCH, help=Glossary.SEARCH_HELP, icon=":material/search:", **kept("glossary-word")
    )
    pairs = sorted(((term.word, _(term.says)) for term in TERMS), key=lambda pair: pair[0].casefold())
    shown = [pair for pair in pairs if (wanted or "").strip().casefold() in " ".join(pair).casefold()]
    for word, says in shown:
        st.markdown(Glossary.ENTRY.format(word=f"**{plain(word)}**", says=plain(says)))
    if not shown:
        st.caption(Glossary.NOTHING)
