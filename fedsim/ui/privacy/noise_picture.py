"""A picture of where updates are clipped and where noise is added: hospitals, server, shared model."""

import html
from base64 import b64encode
from collections.abc import Sequence

import streamlit as st

from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Place
from fedsim.text.format import shortened
from fedsim.text.pages.privacy.promise import PICTURES, Picture, more
from fedsim.ui.shared.figures import ink

WIDTH, HEIGHT = 380, 232
CLIP_COLOUR, NOISE_COLOUR = "currentColor", "#d9731a"
BOX_CHARACTERS = 11
TOPS = (8, 70, 132)  # of the hospitals' boxes, 84 x 48
SERVER = (184, 50, 96, 88)
MODEL = (312, 68, 64, 52)
SCISSORS = (
    '<g fill="none" stroke-width="1.8" stroke-linecap="round"><circle cx="-6" cy="-4.2" r="2.7"/>'
    '<circle cx="-6" cy="4.2" r="2.7"/><path d="M-3.8-2.6 8 4.6M-3.8 2.6 8-4.6"/></g>'
)
WAVE = (
    '<path fill="none" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" '
    'd="M-11 0l2.4-4 2.6 8.5L-2.8-7 0 6 2.6-5.5 5.4 7.5 8-3.5 11 0"/>'
)
ADAPTS = (
    '<path fill="none" stroke-width="1.5" stroke-linecap="round" d="M0-6V6M-2.6-3.4 0-6 2.6-3.4M-2.6 3.4 0 6 2.6 3.4"/>'
)
FONTS = "Helvetica, Arial, sans-serif"


def show_picture(dp: str, names: Sequence[str], *, round_trip: bool = False, by_rule: bool = False) -> None:
    """Draw it, in the page's colours.

    Args:
        dp: where the noise goes, one of `fedsim.settings.config.CHOICES`.
        names: the hospitals', in order.
        round_trip: show that the shared model comes back, in place of what is protected.
        by_rule: the server has a robust rule in the place of the mean.
    """
    source = b64encode(picture(dp, ink(), names, round_trip=round_trip, by_rule=by_rule).encode()).decode()
    st.html(
        f'<img alt="{html.escape(PICTURES[dp])}" src="data:image/svg+xml;base64,{source}" '
        f'style="display:block;width:100%;max-width:29rem;aspect-ratio:{WIDTH}/{HEIGHT}">'
    )


def picture(dp: str, colour: str, names: Sequence[str], *, round_trip: bool = False, by_rule: bool = False) -> str:
    """The SVG.

    Args:
        dp: where the noise goes.
        colour: of lines and letters.
        names: the hospitals', in order; where there are more than boxes, the last box stands for the rest.
        round_trip: show that the shared model comes back, in place of what is protected.
        by_rule: the server has a robust rule in the place of the mean.
    """
    parts = [
        *(_hospital(place, dp, name) for place, name in enumerate(boxed(names))),
        _server(dp, Picture.RULE if by_rule else Picture.MEAN),
        _model(),
        _way_back(Picture.BACK_BY_RULE if by_rule else Picture.BACK) if round_trip else _shield(dp),
        _legend(dp),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" color="{colour}" '
        f'fill="currentColor" font-family="{FONTS}" font-size="13" text-anchor="middle">'
        f"<title>{html.escape(PICTURES[dp], quote=False)}</title>{''.join(parts)}</svg>"
    )


def boxed(names: Sequence[str]) -> list[str]:
    """What to write into the boxes: every name, or the first ones and how many more there are."""
    rest = len(names) - len(TOPS) + 1
    called = [*names[: len(TOPS) - 1], more(rest)] if len(names) > len(TOPS) else list(names)
    return shortened(called, BOX_CHARACTERS)


def _hospital(place: int, dp: str, name: str) -> str:
    """A hospital's box and its wire to the server, which is broken where a mark stands on it."""
    top, (x, y, _, height) = TOPS[place], SERVER
    start, end = (88, top + 24), (x - 3, y + height / 2 + 22 * (place - 1))
    marks = [_clip(0, 0, dp)] * (MECHANISMS[dp].clips_at is Place.SENDING) + [_mark(WAVE, NOISE_COLOUR)] * (
        MECHANISMS[dp].noise_at is Place.SENDING
    )
    shares = {0: (), 1: (0.42,), 2: (0.27, 0.68)}[len(marks)]
    inside = _text(46, top + 39, Picture.TRAINS, small=True)
    if MECHANISMS[dp].noise_at is Place.TRAINING:
        inside = _at(32, top + 35, _clip(0, 0, dp)) + _at(60, top + 35, _mark(WAVE, NOISE_COLOUR))
    wire = _wire(start, end, shares)
    on_it = "".join(_at(*_between(start, end, share), mark) for share, mark in zip(shares, marks, strict=True))
    return _box(4, top, 84, 48) + _text(46, top + 20, html.escape(name)) + inside + wire + on_it


def _server(dp: str, does: str) -> str:
    x, y, width, height = SERVER
    middle, line = x + width / 2, y + 56
    parts = [_box(*SERVER), _text(middle, y + 24, Picture.SERVER)]
    if MECHANISMS[dp].clips_at is Place.SERVER:
        parts += [_at(x + 17, line - 4, _clip(0, 0, dp))]
    if MECHANISMS[dp].noise_at is Place.SERVER:
        parts += [_at(x + width - 17, line - 4, _mark(WAVE, NOISE_COLOUR))]
    parts += [_text(middle, line, does, small=True)]
    return "".join(parts) + _wire((x + width, y + height / 2), (MODEL[0] - 3, y + height / 2), ())


def _model() -> str:
    x, y, width, _ = MODEL
    return _box(*MODEL) + _text(x + width / 2, y + 22, Picture.SHARED) + _text(x + width / 2, y + 38, Picture.MODEL)


def _shield(dp: str) -> str:
    """The line behind which everyone sees protected numbers only."""
    noise_at = MECHANISMS[dp].noise_at
    if noise_at is None:
        return _text(WIDTH / 2, 200, Picture.NOTHING, small=True)
    x = {Place.SERVER: 295, Place.SENDING: 172, Place.TRAINING: 98}[noise_at]
    dots = 'stroke-width="2" stroke-linecap="round" stroke-dasharray="0.1 6"'
    line = f'<path d="M{x} 4V188" stroke="{NOISE_COLOUR}" {dots}/>'
    anchor = "end" if x > WIDTH / 2 else "middle"
    return f'{line}<text x="{x}" y="203" font-size="12" text-anchor="{anchor}">{Picture.FROM_HERE}</text>'


def _way_back(said: str) -> str:
    """From the shared model to the hospitals, below."""
    x, bottom = MODEL[0] + MODEL[2] / 2, MODEL[1] + MODEL[3]
    stroke = 'fill="none" stroke="currentColor" stroke-opacity=".55" stroke-width="1.5"'
    line = f'<path d="M{x} {bottom}V196H46V184" {stroke}/>'
    head = '<path d="M42 190L46 183L50 190Z" fill-opacity=".7"/>'
    return line + head + _text(WIDTH / 2, 212, said, small=True)


def _legend(dp: str) -> str:
    if not MECHANISMS[dp].private:
        return ""
    clips, second = (Picture.CLIPS_ADAPTING, 216) if MECHANISMS[dp].adapts else (Picture.CLIPS, 84)
    return (
        _at(16, 222, _mark(SCISSORS, CLIP_COLOUR)) + _note(32, 226, clips)
        + _at(second, 222, _mark(WAVE, NOISE_COLOUR)) + _note(second + 16, 226, Picture.NOISE)
    )  # fmt: skip


def _clip(x: float, y: float, dp: str) -> str:
    return _at(x, y, _mark(SCISSORS, CLIP_COLOUR)) + (
        _at(x, y + 15, _mark(ADAPTS, CLIP_COLOUR)) if MECHANISMS[dp].adapts else ""
    )


def _mark(shape: str, colour: str) -> str:
    return f'<g stroke="{colour}">{shape}</g>'


def _at(x: float, y: float, shape: str) -> str:
    return f'<g transform="translate({x:.1f} {y:.1f})">{shape}</g>'


def _box(x: float, y: float, width: float, height: float) -> str:
    paint = 'fill="currentColor" fill-opacity=".06" stroke="currentColor" stroke-opacity=".5"'
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="7" {paint}/>'


def _text(x: float, y: float, words: str, small: bool = False) -> str:
    size = 'font-size="12" opacity=".75"' if small else ""
    return f'<text x="{x}" y="{y}" {size}>{words}</text>'


def _note(x: float, y: float, words: str) -> str:
    return f'<text x="{x}" y="{y}" font-size="12" text-anchor="start">{words}</text>'


def _between(start: tuple[float, float], end: tuple[float, float], share: float) -> tuple[float, float]:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _wire(start: tuple[float, float], end: tuple[float, float], marks: tuple[float, ...]) -> str:
    """A line with an arrow's head, left out around the marks on it."""
    gap = 13 / (end[0] - start[0])
    stops = [0.0, *(share + sign * gap for share in marks for sign in (-1, 1)), 1.0]
    line = "".join(
        "M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*_between(start, end, one), *_between(start, end, two))
        for one, two in zip(stops[::2], stops[1::2], strict=True)
        if two > one
    )
    x, y = end
    return (
        f'<path d="{line}" stroke="currentColor" stroke-opacity=".55" stroke-width="1.5"/>'
        f'<path d="M{x - 7:.1f} {y - 4:.1f}L{x:.1f} {y:.1f}L{x - 7:.1f} {y + 4:.1f}Z" fill-opacity=".7"/>'
    )
