"""The little that Streamlit's theme cannot say: docs/DESIGN.md has what it comes to."""

import json

import streamlit as st

from fedsim.language import ENGLISH, language
from fedsim.text.pages.shared import OF_STREAMLIT

STYLE = """<style>
.stMainBlockContainer {padding: 3.8rem clamp(1rem, 4vw, 4rem) 3rem}
.stSidebar [data-testid="stSidebarHeader"] {height: 2.5rem}
/* Pages on one run, on many runs, and on what is behind them: three groups that the eye finds. */
[data-testid="stSidebarNavItems"] > li:has(> * > a[href$="/runs"], > * > a[href$="/privacy"]) {margin-top: .75rem}
.stMain :is(h1, h2, h3) {padding: 0 0 .5rem; line-height: 1.25}
/* A section begins with room above it, on a page and not at the top of a card. */
.stMain .stElementContainer + .stElementContainer h2, .stMain [data-testid="stLayoutWrapper"] + .stElementContainer h2 {
  padding-top: 1rem
}
/* Streamlit's own sign that it works comes and goes, with a Stop that is not the run's; a lost connection is told. */
[data-testid="stStatusWidget"]:not(:has([data-testid="stConnectionStatus"])) {display: none}
/* Lines end where they are still read with ease, near 90 letters. */
.stMain :is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) > :is(p, ul, ol) {
  max-width: max(44rem, 44em)
}
/* What a page is for, below its name. */
.stMain .stElementContainer:has(h1) + .stElementContainer [data-testid="stCaptionContainer"] p {font-size: 1rem}
/* What went well is told and does not shout: a ground of its own is for what somebody has to look at. */
[data-testid="stAlertContainer"]:has([data-testid="stAlertContentSuccess"]) {
  background: none; color: inherit; padding: .5rem 0
}
[data-testid="stAlertContentSuccess"] {color: inherit}
/* A note below a number is a note. */
[data-testid="stMetricDelta"] {background: none; padding-inline: 0}
/* White could not be read on a dark page's own colour of buttons. */
[data-testid="stBaseButton-primary"] {background: #1d64c8; border-color: #1d64c8; color: white}
[data-testid="stBaseButton-primary"]:is(:hover, :focus-visible) {background: #174f9e; border-color: #174f9e}
.stMultiSelect [data-tag] {background-color: #1d64c8}
[data-testid="stTextInputField"] {text-overflow: ellipsis}
/* A chart's toolbar stays off the control above it. */
[data-testid="stFullScreenFrame"]:has([data-testid="stVegaLiteChart"]) [data-testid="stElementToolbar"] {top: 0}
/* Choices side by side, and a long one, take as many lines as they need: what runs past the edge is not found. */
.stButtonGroup [role="radiogroup"] {flex-wrap: wrap}
.stButtonGroup [role="radio"] {max-width: 100%; height: auto}
.stButtonGroup [role="radio"] :is(div, span, p) {white-space: normal; text-align: left}
/* A neighbour of the chosen one has an edge too: it may begin or end a line. */
.stButtonGroup [role="radio"] {border-color: color-mix(in srgb, currentColor 20%, transparent) !important}
.stButtonGroup [role="radio"][aria-checked="true"] {
  position: relative; z-index: 1; border-color: currentColor !important
}
/* Under a pointer the chosen one would be too dark to be read. */
.stButtonGroup [role="radio"][aria-checked="true"]:hover {
  background-color: color-mix(in srgb, currentColor 10%, transparent)
}
/* A caption is fainter by its words' colour: faded as a whole, its links could not be read. */
[data-testid="stCaptionContainer"] {opacity: 1; color: color-mix(in srgb, currentColor 65%, transparent)}
/* Where the keyboard is, is seen on light ground and dark; a hidden input's ring is around what is drawn for it. */
:focus-visible, label:has(> :focus-visible, > * > :focus-visible), .stSlider :has(> :focus-visible) {
  outline: 3px solid #2f7de1 !important; outline-offset: 1px; border-radius: .3rem
}
:is(main, section, input, textarea):focus-visible {outline-offset: -3px}
:is(h1, h2, h3, h4) a:focus-visible {opacity: 1 !important; transition: none !important}
/* On a wall, lines stay short enough to be read, and charts are not drawn out. */
.stMainBlockContainer {max-width: 115rem; margin: 0 auto}
/* A link's icon stands where lines begin; what is around it under a pointer hangs out. */
.stMain [data-testid="stPageLink-NavLink"]:not(.st-key-go-on *) {position: relative; left: -.5rem}
/* A button's label takes the lines that it needs. */
[data-testid="stPopoverButton"] {height: auto}
[data-testid="stPopoverButton"] :is([data-testid="stMarkdownContainer"], p) {white-space: normal; overflow: visible}
.names-of-dots {display: flex; flex-wrap: wrap; gap: 0 1.2rem; font-size: .875rem}
/* Numbers side by side share a row, whatever they are called: labels, values and notes stand in lines of their own. */
.st-key-cards {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12.5rem), 1fr)); row-gap: 0;
  margin-bottom: -1rem
}
.st-key-cards :is(.stElementContainer, .stMetric, .stMetric > div) {
  display: grid; grid-row: span 3; grid-template-rows: subgrid; grid-template-columns: minmax(0, 1fr);
  width: 100%
}
.st-key-cards > .stElementContainer {margin-bottom: 1rem}
.st-key-cards .stMarkdownEllipsis, .st-key-cards .stMarkdownEllipsis p {white-space: normal; overflow: visible}
/* Choices in a row with a field are as high as it is. */
:is(.st-key-size, .st-key-kept-which) [role="radio"] {height: 2.5rem; min-height: 2.5rem}
/* A sample image is a button that it fills; with little room, six fill a row under their class's name. */
.st-key-samples-grid {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: .8rem 1.5rem
}
[class*="st-key-samples-"] > * {container-type: inline-size; align-self: end}
[class*="st-key-sample-row-"] {flex-wrap: nowrap; gap: 4px; --sample: min(7rem, calc((100cqw - 8.5rem) / 6 - 4px))}
[class*="st-key-sample-row-"] > :first-child {flex: 1 1 0; min-width: 0}
[class*="st-key-sample-row-"] button {padding: 0; min-height: 0; border-radius: .3rem; overflow: hidden}
[class*="st-key-sample-row-"] button :is(span, p, div) {overflow: visible; max-height: none; line-height: 0}
[class*="st-key-sample-row-"] button img {
  width: var(--sample); height: var(--sample); max-width: none; max-height: none; object-fit: fill;
  image-rendering: pixelated; border-radius: .3rem;
}
[class*="st-key-sample-row-"] button:is(:hover, :focus-visible) img {outline: 3px solid #4c94f0; outline-offset: -3px}
@container (max-width: 30rem) {
  [class*="st-key-sample-row-"] {flex-wrap: wrap; --sample: min(84px, calc((100cqw - 20px) / 6 - .1px))}
  [class*="st-key-sample-row-"] > :first-child {flex-basis: 100%}
  [class*="st-key-sample-row-"] br {display: none}
}
/* The place of a verdict that is coming, or there. */
.st-key-standing .stColumn:has(.st-key-steps, .st-key-verdict) {min-height: 20rem}
.st-key-federation {min-height: var(--federation-height, 20rem)}
/* The choice of a language stands in the header, beside the menu. */
.st-key-languages {position: fixed; top: .3rem; right: 8.75rem; z-index: 999990; width: auto; gap: 0}
.st-key-languages [role="group"]:not(:hover, :focus-within) {border-color: transparent; background: transparent}
.st-key-run-shown {scroll-margin-top: 3.8rem}
[class*="st-key-boxes-"] {row-gap: .2rem}
/* The first line of a box's label says whose box it is to those who hear it; the eye has the row. */
[class*="st-key-sees-"] label p {
  display: flex; flex-direction: column; justify-content: flex-end; height: 1lh; overflow: hidden; white-space: pre
}
@media (max-width: 640px) {
  .st-key-grid, .stMain [data-testid="stHorizontalBlock"]:has(> .stColumn) {row-gap: 1rem}
  [class*="st-key-hospital-"] > :first-child {flex-basis: 100%}
}
/* The Learn page is read from the back of a room. */
[class*="st-key-learn-"] {scroll-margin-top: 3.8rem; padding-bottom: 2rem}
[class*="st-key-learn-"] p {font-size: clamp(1rem, 1.15vw, 2rem)}
[class*="st-key-learn-"] h2 {font-size: clamp(1.25rem, 1.9vw, 3rem)}
[class*="st-key-idea-"] p {font-size: clamp(1rem, 1.5vw, 2.4rem)}
/* A chart's numbers are behind a button at its corner, which takes no room; its name is heard. */
[class*="st-key-chart-"] {position: relative}
[class*="st-key-numbers-"] {position: absolute; right: -.5rem; bottom: -.5rem; width: auto}
[class*="st-key-numbers-"] button {min-height: 0; padding: .15rem .3rem; opacity: .75}
[class*="st-key-numbers-"] button > div > [aria-hidden] {display: none}
/* Streamlit's own table has the columns' keys. */
[data-testid="stElementToolbarButton"]:has([aria-label^="Show data"]) {display: none}
[class*="st-key-numbers-"] button:is(:hover, :focus-visible, [aria-expanded="true"]) {opacity: 1}
[class*="st-key-numbers-"] button [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)
}
.to-come {height: 24rem; width: 16rem}
.numbers table {border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums}
.numbers caption {text-align: left; font-weight: 600; padding-bottom: .4rem}
.numbers :is(th, td) {padding: .2rem .8rem .2rem 0; text-align: left; font-weight: 400}
.numbers thead th {font-weight: 600; border-bottom: 1px solid color-mix(in srgb, currentColor 40%, transparent)}
.numbers .n {text-align: right}
/* A figure's name stands before its buttons, and is heard with each. */
[class*="st-key-figure-row-"] {flex-wrap: nowrap; margin-bottom: -.8rem}
[class*="st-key-figure-row-"] > :first-child {flex: 1 1 0; min-width: 0}
[class*="st-key-figure-row-"] button p > :first-child {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)
}
/* A run's whole name is read in the queue, with Stop beside it. */
[class*="st-key-queue-item-"] {flex-wrap: nowrap}
[class*="st-key-queue-item-"] > :first-child {flex: 1 1 0; min-width: 0}
[class*="st-key-queue-item-"] a :is(span, p) {white-space: normal; overflow: visible; text-overflow: clip}
[class*="st-key-queue-item-"] a {padding: 0; height: auto; line-height: 1.3}
/* Which image it is, on the line of its buttons. */
.st-key-tried-choice [data-testid="stCaptionContainer"] p {line-height: 2.5rem}
.st-key-tried-told p {font-size: 1.25rem}
.st-key-go-on a {background: #1d64c8; padding: .45rem 1rem; border-radius: .5rem}
.st-key-go-on a:hover {background: #174f9e}
.st-key-go-on a :is(span, p) {color: white}
</style>"""


SAYS = {
    "upload": '[data-testid="stFileUploaderDropzone"] button p',
    "skip": '[data-testid="stSkipToContent"]',
    "system": '[data-testid="stMainMenuItem-theme-System"]',
    "light": '[data-testid="stMainMenuItem-theme-Light"]',
    "dark": '[data-testid="stMainMenuItem-theme-Dark"]',
    "print": '[data-testid="stMainMenuItem-print"] [data-testid="stMainMenuItemLabel"]',
    "record": '[data-testid="stMainMenuItem-recordScreencast"] [data-testid="stMainMenuItemLabel"]',
}
"""Where Streamlit says in English what `OF_STREAMLIT` has. How large a file may be, it says in English alone."""
UNSAID = '[data-testid="stFileUploaderDropzoneInstructions"] {display: none}'


def apply_style() -> None:
    """Use the room at the top of the page: on a stage the charts should be in sight."""
    st.html(STYLE)
    if language() != ENGLISH:
        st.html(f"<style>{''.join(map(_instead, SAYS))}{UNSAID}</style>")


def _instead(key: str) -> str:
    where, words = SAYS[key], json.dumps(OF_STREAMLIT[key], ensure_ascii=False)
    return f"{where} {{font-size: 0}} {where}::after {{content: {words}; font-size: .875rem}}"
