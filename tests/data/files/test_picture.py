"""Pictures of one's own: any size and mode, turned as the camera says, and hostile ones refused in a sentence."""

import io
import struct
import tracemalloc
import zlib
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from fedsim.data import DataError, load
from fedsim.data.base import Dataset, Split
from fedsim.data.files import picture as module
from fedsim.data.files.picture import read_picture


@pytest.fixture(scope="module")
def grey(tiny: str) -> Dataset:
    return load(tiny)


@pytest.fixture(scope="module")
def colour(grey: Dataset) -> Dataset:
    split = Split(np.zeros((4, 12, 12, 3), np.uint8), np.zeros(4, np.int64))
    return Dataset("c", "C", ("a", "b"), ("a", "b"), split, split, split)


def saved(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def halves(width: int, height: int) -> Image.Image:
    """Black, and white on its right half."""
    pixels = np.zeros((height, width), np.uint8)
    pixels[:, width // 2 :] = 255
    return Image.fromarray(pixels)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (5, 300), (300, 5), (640, 480)])
def test_any_size_and_mode_becomes_what_the_models_are_shown(grey, colour, mode: str, size: tuple[int, int]) -> None:
    for dataset, shape in ((grey, (12, 12)), (colour, (12, 12, 3))):
        found = read_picture(saved(Image.new(mode, size)), dataset)
        assert (found.image.shape, found.image.dtype) == (shape, np.uint8)
        assert (found.width, found.height) == size
        assert found.cut == (size[0] != size[1])
        assert found.shown.ndim == found.image.ndim


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_photograph_in_grey_or_colour(grey: Dataset, mode: str) -> None:
    found = read_picture(saved(halves(120, 120).convert(mode), "JPEG", quality=95), grey)
    assert (found.image[:, :5] < 12).all()
    assert (found.image[:, 7:] > 243).all()


def test_the_middle_is_what_is_shown(grey: Dataset) -> None:
    pixels = np.zeros((40, 120), np.uint8)
    pixels[:, 40:80] = 200
    found = read_picture(saved(Image.fromarray(pixels)), grey)
    assert (found.image == 200).all()
    assert found.shown.shape == (40, 40)


def test_a_photograph_is_turned_as_its_camera_says(grey: Dataset) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    found = read_picture(saved(halves(60, 60), "JPEG", exif=exif, quality=95), grey)
    assert (found.image[:5] < 12).all()
    assert (found.image[7:] > 243).all()


def test_sixteen_bits_become_eight_and_transparent_is_white(grey: Dataset) -> None:
    deep = Image.fromarray(np.full((20, 20), 200 * 257, np.uint16))
    assert (read_picture(saved(deep), grey).image == 200).all()
    assert (read_picture(saved(Image.new("RGBA", (9, 9), (0, 0, 0, 0))), grey).image == 255).all()
    assert (read_picture(saved(Image.new("LA", (9, 9), (0, 255))), grey).image == 0).all()


def chunk(kind: bytes, body: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that says it has so many pixels, whatever it has."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


WHOLE = saved(halves(64, 64))
CAMERA = b"II+\0\x08\0\0\0\x10\0\0\0"
"""What a camera says, in BigTIFF, and cut short."""
HOSTILE = {
    "empty": (b"", "picture-not-read"),
    "text": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture-not-read"),
    "cut": (WHOLE[: len(WHOLE) // 2], "picture-not-read"),
    "no pixels": (png_of(64, 64), "picture-not-read"),
    "nothing wide": (png_of(0, 64), "picture-not-read"),
    "gif": (saved(halves(8, 8), "GIF"), "picture-not-read"),
    "bmp": (saved(halves(8, 8), "BMP"), "picture-not-read"),
    "tiff": (saved(halves(8, 8), "TIFF"), "picture-not-read"),
    "a photograph that is none": (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "picture-not-read"),
    "many pixels": (png_of(8000, 8000, b"\x00" * 1000), "picture-too-many-pixels"),
    "a bomb": (png_of(60_000, 60_000, b"\x00" * 1000), "picture-too-many-pixels"),
    "a camera's word that is cut": (WHOLE[:33] + chunk(b"eXIf", CAMERA) + WHOLE[33:], "picture-not-read"),
    "a photograph with such a word": (
        saved(halves(64, 64), "JPEG", dpi=(72, 72), exif=b"Exif\0\0" + CAMERA),
        "picture-not-read",
    ),
    "2**31 wide": (png_of(2**31 - 1, 2**31 - 1), "picture-too-many-pixels"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_sentence(grey: Dataset, name: str) -> None:
    file, code = HOSTILE[name]
    with pytest.raises(DataError) as refused:
        read_picture(file, grey)
    assert [each.code for each in refused.value.problems] == [code]
    assert str(refused.value).endswith(".")


def test_words_within_a_picture_that_unpack_to_much_are_not_read(grey: Dataset) -> None:
    bomb = zlib.compress(b"a" * 80_000_000, 9)
    body = b"words\x00\x00" + bomb
    file = WHOLE[:33] + chunk(b"zTXt", body) + WHOLE[33:]
    with pytest.raises(DataError) as refused:
        read_picture(file, grey)
    assert refused.value.problems[0].code == "picture-not-read"


def test_a_file_that_is_too_large_is_not_looked_at(grey: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MB", 1)
    with pytest.raises(DataError) as refused:
        read_picture(WHOLE + b"\x00" * 1_000_000, grey)
    assert refused.value.problems[0].code == "picture-too-large"


def test_any_bytes_changed_are_read_or_refused(grey: Dataset) -> None:
    rng = np.random.default_rng(0)
    photograph = saved(halves(48, 48), "JPEG")
    for whole in (WHOLE, photograph):
        for _ in range(150):
            file = bytearray(whole)
            for at in rng.integers(0, len(file), 4):
                file[at] = rng.integers(0, 256)
            with suppress(DataError):  # and nothing else
                assert read_picture(bytes(file), grey).image.shape == (12, 12)


def test_a_large_picture_is_the_same_strip_by_strip(colour: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (90, 70, 4), np.uint8)
    file = saved(Image.fromarray(pixels))
    whole = read_picture(file, colour)
    monkeypatch.setattr(module, "STRIP_PIXELS", 70 * 8)
    strips = read_picture(file, colour)
    assert np.array_equal(whole.shown, strips.shown)
    assert np.array_equal(whole.image, strips.image)


def test_on_the_way_no_copy_of_a_large_picture_is_made(grey, colour, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def composite(one: Image.Image, other: Image.Image) -> Image.Image:
        sizes.append(one.width * one.height)
        return other

    monkeypatch.setattr(Image, "alpha_composite", composite)
    read_picture(saved(Image.new("RGBA", (2000, 1000))), colour)
    assert sum(sizes) == 1000 * 1000
    assert max(sizes) <= module.STRIP_PIXELS
    file = saved(Image.fromarray(np.zeros((2000, 1000), np.uint16)))
    tracemalloc.start()
    read_picture(file, grey)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20 * module.STRIP_PIXELS
