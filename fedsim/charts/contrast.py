"""Which ink can be read on which ground, by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

EQUAL_CONTRAST = (1.05 * 0.05) ** 0.5 - 0.05
"""The luminance of a ground on which black and white are read equally well."""


def luminance(color: str) -> float:
    """Relative luminance in [0, 1] of a colour such as "#2f7de1"."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels(color)]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """From 1, alike, to 21, black on white. Text needs 4.5; what is no text, 3."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def better_ink(ground: str) -> str:
    """Black or white, whichever is read better."""
    return "#000000" if luminance(ground) > EQUAL_CONTRAST else "#ffffff"


def mixed(low: str, high: str, share: float) -> str:
    """The colour that lies so far from one to another, as a browser mixes them."""
    values = (a + share * (b - a) for a, b in zip(channels(low), channels(high), strict=True))
    return "#" + "".join(f"{round(255 * value):02x}" for value in values)


def turning_share(low: str, high: str) -> float:
    """Where the better ink changes on the way from one ground to another, to a thousandth; 1 if it does not."""
    inks = [better_ink(mixed(low, high, step / 1000)) for step in range(1001)]
    return next((step / 1000 for step in range(1001) if inks[step] != inks[0]), 1.0)


def channels(color: str) -> tuple[float, ...]:
    """Red, green and blue in [0, 1] of "#2f7de1", or of "#fff"."""
    digits = "".join(2 * digit for digit in color[1:]) if len(color) == 4 else color[1:]
    return tuple(int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
