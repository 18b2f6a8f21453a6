"""A picture of one's own, PNG or JPEG, made into what models are shown. It is kept nowhere.

What the file says of itself is believed no further than its bounds: its size in pixels is looked at before any pixel is
unpacked, and only the two formats' readers are given it.
"""

import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from fedsim.data.base import DataError, Dataset
from fedsim.settings.limits import MB, in_force

FORMATS = ("PNG", "JPEG")
MOST_MB = 20
"""Of a file; a server's own limit counts too."""
MOST_MEGAPIXELS = 40
"""Unpacked, a picture takes at most 4 bytes a pixel: 160 MB of so many, and once more while it is turned."""
STRIP_PIXELS = 500_000
"""So many are made grey or colour at a time: on the way they take up to 20 bytes each."""
SHOWN_PX = 448
"""The longer side of what is shown of it."""
BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, OverflowError, IndexError, KeyError, TypeError, MemoryError),
    *(struct.error, zlib.error, AttributeError, ZeroDivisionError),
)
"""What Pillow's readers raise on damaged files, and on what a camera wrote in them; its own errors are among them."""


Box = tuple[int, int, int, int]
"""Left, top, right and bottom, px."""


@dataclass(frozen=True, eq=False)
class Picture:
    """One's own picture as models are shown it.

    Attributes:
        shown: (h, w) or (h, w, 3) uint8: its middle, as large as it came, or smaller.
        image: the same, of the data set's size and channels.
        width: as it came, px.
        height: likewise.
        cut: whether something was cut off at its edges.
    """

    shown: np.ndarray
    image: np.ndarray
    width: int
    height: int
    cut: bool


def most_mb() -> int:
    """The largest file that is taken, MB."""
    return min(MOST_MB, in_force().max_upload_mb)


def read_picture(file: bytes, dataset: Dataset) -> Picture:
    """Read a picture and make it like a data set's images: turned as its camera says, its middle, in their size.

    Transparent parts become white, further frames of a moving picture are left out, and 16 bits become 8.

    Raises:
        DataError: it is no such picture, or too large; the message says what to do.
    """
    if len(file) > most_mb() * MB:
        raise DataError("picture-too-large", size=len(file) / MB, most=most_mb())
    height, width = dataset.test.images.shape[1:3]
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as opened:
            _check_pixels(*opened.size)
            ImageOps.exif_transpose(opened, in_place=True)
            size, box = opened.size, _middle(*opened.size, width / height)
            shown = _plain(opened, box, "L" if dataset.channels == 1 else "RGB")
    except Image.DecompressionBombError as error:
        raise DataError("picture-too-many-pixels", most=MOST_MEGAPIXELS) from error
    except BROKEN as error:
        raise DataError("picture-not-read") from error
    cut = shown.size != size
    image = shown.resize((width, height), Image.Resampling.BICUBIC)  # as MedMNIST's makers did; no aliasing in Pillow
    shown.thumbnail((SHOWN_PX, SHOWN_PX), Image.Resampling.BICUBIC)
    return Picture(np.array(shown), np.array(image), *size, cut=cut)


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise DataError("picture-too-many-pixels", most=MOST_MEGAPIXELS)


def _plain(picture: Image.Image, box: Box, mode: str) -> Image.Image:
    """A part of it in grey or colour, 8 bits a channel; strip by strip, since copies of the whole take too much."""
    left, top, right, bottom = box
    plain = Image.new(mode, (right - left, bottom - top))
    rows = max(1, STRIP_PIXELS // plain.width)
    for row in range(top, bottom, rows):
        strip = picture.crop((left, row, right, min(row + rows, bottom)))
        plain.paste(_eight_bits(strip).convert(mode), (0, row - top))
    return plain


def _eight_bits(picture: Image.Image) -> Image.Image:
    """On white where it is transparent."""
    if picture.mode.startswith(("I", "F")):  # 16 bits of grey
        grey = np.asarray(picture, np.float32) / 257
        return Image.fromarray(np.clip(grey, 0, 255).round().astype(np.uint8))
    if picture.has_transparency_data:
        return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
    return picture


def _middle(width: int, height: int, shape: float) -> Box:
    """The largest part around the centre that is `shape` times as wide as it is high."""
    wide, high = min(width, max(1, round(height * shape))), min(height, max(1, round(width / shape)))
    left, top = (width - wide) // 2, (height - high) // 2
    return left, top, left + wide, top + high
