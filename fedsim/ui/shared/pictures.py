"""Images of a data set as a browser shows them: PNG, and no pixel blurred."""

import base64
import io
from functools import lru_cache

import numpy as np
from PIL import Image

THUMBNAIL_PX = 128


def enlarge(image: np.ndarray, width: int) -> np.ndarray:
    """Repeat pixels a whole number of times, so that a browser does not blur them.

    Args:
        image: (h, w) or (h, w, 3) uint8.
        width: at least this wide, px.
    """
    times = max(1, -(-width // image.shape[1]))
    return image.repeat(times, axis=0).repeat(times, axis=1)


def thumbnail(image: np.ndarray, most_px: int = THUMBNAIL_PX) -> str:
    """A `data:` address of the image, made smaller where it is larger than a thumbnail needs."""
    return _thumbnail(image.tobytes(), image.shape, most_px)


@lru_cache(maxsize=256)
def _thumbnail(pixels: bytes, shape: tuple[int, ...], most_px: int) -> str:
    """The pixels are the key: a file written anew cannot show its old images."""
    picture = Image.fromarray(np.frombuffer(pixels, np.uint8).reshape(shape))
    picture.thumbnail((most_px, most_px), Image.Resampling.BOX)
    return _address(picture)


def png(image: np.ndarray) -> str:
    """A `data:` address of (h, w) or (h, w, 3) uint8, pixel by pixel; nothing of it is kept."""
    return _address(Image.fromarray(image))


def _address(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
