"""A picture of one's own, PNG or JPEG, made into what models are shown. It is kept nowhere.

What the file says of itself is believed no further than its bounds: its size in pixels is looked at before any pixel is
unpacked, and only the two formats' readers are given it.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from fedsim.data.base import DataError, Dataset
from fedsim.settings.limits import MB, in_force

FORMATS = ("PNG", "JPEG")
MOST_MB = 20
"""Of a file; a server's own limit counts too."""
MOST_MEGAPIXELS = 40
"""Unpacked, a colour picture of so many takes 120 MB."""
STRIP_PIXELS = 500_000
SHOWN_PX = 448
"""The longer side of what is shown of it."""
BROKEN = (OSError, ValueError, SyntaxError, EOFError, OverflowError, IndexError, KeyError, TypeError, MemoryError)
"""What Pillow's readers raise on damaged files; its own errors are among them."""


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
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as opened:
            _check_pixels(*opened.size)
            picture = _plain(ImageOps.exif_transpose(opened), dataset.channels)
    except Image.DecompressionBombError as error:
        raise DataError("picture-too-many-pixels", most=MOST_MEGAPIXELS) from error
    except BROKEN as error:
        raise DataError("picture-not-read") from error
    height, width = dataset.test.images.shape[1:3]
    middle = _middle(picture, width / height)
    shown = middle.copy()
    shown.thumbnail((SHOWN_PX, SHOWN_PX), Image.Resampling.BICUBIC)
    image = middle.resize((width, height), Image.Resampling.BICUBIC)  # as MedMNIST's makers did; no aliasing in Pillow
    return Picture(np.array(shown), np.array(image), *picture.size, cut=middle.size != picture.size)


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise DataError("picture-too-many-pixels", most=MOST_MEGAPIXELS)


def _plain(picture: Image.Image, channels: int) -> Image.Image:
    """Grey or colour, 8 bits a channel."""
    if picture.mode.startswith(("I", "F")):  # 16 bits of grey
        grey = np.asarray(picture).astype(np.float64) / 257
        picture = Image.fromarray(np.clip(grey, 0, 255).round().astype(np.uint8))
    if picture.has_transparency_data:
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
    return picture.convert("L" if channels == 1 else "RGB")


def _middle(picture: Image.Image, shape: float) -> Image.Image:
    """The largest part around its centre that is `shape` times as wide as it is high."""
    width, height = picture.size
    wide, high = min(width, max(1, round(height * shape))), min(height, max(1, round(width / shape)))
    left, top = (width - wide) // 2, (height - high) // 2
    return picture.crop((left, top, left + wide, top + high))
