"""Every bad file gets its sentence, and none gets a stack trace."""

import io
import pickle
import struct
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from medmnist_files import npz_bytes, small_arrays

from fedsim.data.base import DataError, Dataset
from fedsim.data.files.npz import load_npz

SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "tissuemnist_sample.npz"


def load(arrays: dict[str, np.ndarray], name: str = "mine.npz") -> Dataset:
    return load_npz(io.BytesIO(npz_bytes(arrays)), name)


def test_images_and_labels_come_as_they_were() -> None:
    arrays = small_arrays()
    data = load(arrays)
    np.testing.assert_array_equal(data.val.images, arrays["val_images"])
    np.testing.assert_array_equal(data.test.labels, arrays["test_labels"][:, 0])
    assert data.train.labels.dtype == np.int64
    assert (data.name, data.title, data.size, data.channels) == ("mine.npz", "mine", 8, 1)
    assert data.classes == data.class_titles == ("class 0", "class 1", "class 2")
    assert (data.licence, data.drawn) == ("", False)


def test_path_upload_plain_labels_and_column_order_are_all_the_same(tmp_path: Path) -> None:
    arrays = small_arrays()
    other = {key: np.asfortranarray(a) if "images" in key else a[:, 0].astype(">i4") for key, a in arrays.items()}
    np.savez(tmp_path / "other.npz", **other)
    for data in (load_npz(tmp_path / "other.npz"), load_npz(str(tmp_path / "other.npz"), "x")):
        np.testing.assert_array_equal(data.train.images, arrays["train_images"])
        assert data.train.images.flags.c_contiguous
        np.testing.assert_array_equal(data.train.labels, arrays["train_labels"][:, 0])


def test_colour_images() -> None:
    arrays = small_arrays()
    data = load({key: np.stack([a] * 3, axis=-1) if "images" in key else a for key, a in arrays.items()})
    assert data.channels == 3


def test_names_in_the_file_are_used_and_shortened() -> None:
    names = np.array(["normal", "a very long name of a class", "a very long name of another"])
    data = load(small_arrays() | {"class_names": names})
    assert data.class_titles == tuple(names)
    assert data.classes[0] == "normal"
    assert len(set(data.classes)) == 3
    assert max(map(len, data.classes)) <= 14


def test_names_from_a_machine_of_the_other_byte_order() -> None:
    names = np.array(["a", "b", "c"])
    data = load(small_arrays() | {"class_names": names.astype(names.dtype.newbyteorder())})
    assert data.classes == ("a", "b", "c")


@pytest.mark.parametrize("dtype", ["i1", "u1", "<i2", ">u4", "i8", "u8"])
def test_labels_of_every_integer_type(dtype: str) -> None:
    arrays = small_arrays()
    data = load({key: a.astype(dtype) if "labels" in key else a for key, a in arrays.items()})
    np.testing.assert_array_equal(data.val.labels, arrays["val_labels"][:, 0])
    assert data.val.labels.dtype == np.int64


@pytest.mark.parametrize("dtype", ["f2", "<f4", ">f8"])
def test_labels_that_are_whole_floating_point_numbers(dtype: str) -> None:
    arrays = small_arrays()
    data = load({key: a.astype(dtype) if "labels" in key else a for key, a in arrays.items()})
    for split in ("train", "val", "test"):
        np.testing.assert_array_equal(getattr(data, split).labels, arrays[f"{split}_labels"][:, 0])
    assert data.val.labels.dtype == np.int64


@pytest.mark.parametrize("dtype", ["<i2", ">u2", "i8", "u8", "f2", "<f4", ">f8"])
def test_images_of_another_type_whose_values_are_whole_numbers_to_255(dtype: str) -> None:
    arrays = small_arrays(num_images=150)
    data = load({key: a.astype(dtype) if "images" in key else a for key, a in arrays.items()})
    for split in ("train", "val", "test"):
        np.testing.assert_array_equal(getattr(data, split).images, arrays[f"{split}_images"])
        assert getattr(data, split).images.dtype == np.uint8


def test_one_value_out_of_place_in_the_last_image_is_found() -> None:
    arrays = small_arrays(num_images=150)
    arrays["val_images"] = arrays["val_images"].astype(np.int64)
    arrays["val_images"][-1, -1, -1] = 256
    with pytest.raises(DataError, match="val_images holds int64, not uint8, and 256 among its values"):
        load(arrays)


def test_two_classes_may_be_told_by_booleans() -> None:
    arrays = small_arrays(num_classes=2)
    data = load({key: a.astype(bool) if "labels" in key else a for key, a in arrays.items()})
    np.testing.assert_array_equal(data.train.labels, arrays["train_labels"][:, 0])
    assert data.num_classes == 2


def test_grey_images_may_have_an_axis_for_their_only_channel() -> None:
    arrays = small_arrays()
    mixed = {key: a[..., None] if key in ("train_images", "test_images") else a for key, a in arrays.items()}
    data = load(mixed)
    assert data.channels == 1
    for split in ("train", "val", "test"):
        np.testing.assert_array_equal(getattr(data, split).images, arrays[f"{split}_images"])


def test_names_of_a_medmnist_set_come_by_the_files_name_and_number_of_classes() -> None:
    four = small_arrays(num_classes=4)
    assert load(four, "folder/octmnist_64.npz").classes == ("CNV", "DME", "DRUSEN", "NORMAL")
    assert load(four, "octmnist.npz").classes_of == "OCTMNIST"
    assert load(four, "octmnist.npz").healthy == "NORMAL"
    assert load(four, "mine.npz").healthy is None
    assert load(four, "octmnistlike.npz").classes[0] == "class 0"
    assert load(small_arrays(num_classes=3), "octmnist.npz").classes[0] == "class 0"


class Bomb:
    fired = False

    def __reduce__(self) -> tuple:
        return (setattr, (Bomb, "fired", True))


def spoilt(**changes: object) -> bytes:
    arrays = small_arrays()
    for key, change in changes.items():
        arrays[key] = change(arrays[key]) if callable(change) else np.asarray(change)
    return npz_bytes(arrays)


def zipped(key: str, content: bytes, method: int = zipfile.ZIP_STORED) -> bytes:
    """A valid file with one member's raw bytes replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as members:
        for name, array in small_arrays().items():
            raw = io.BytesIO()
            np.save(raw, array)
            members.writestr(f"{name}.npy", content if name == key else raw.getvalue())
    return file.getvalue()


def npy(header: str, body: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + body


HUGE = "{'descr': '|u1', 'fortran_order': False, 'shape': (10000000000, 8, 8), }\n"
MINUS = "{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 8, -8), }\n"
AXES = f"{{'descr': '|u1', 'fortran_order': False, 'shape': (0, {'1, ' * 299}), }}\n"
FIELDS = f"{{'descr': {[(f'a{i}', '|u1') for i in range(300)]}, 'fortran_order': False, 'shape': (1,), }}\n"
VALID = npz_bytes(small_arrays())

BAD = {
    "empty": (b"", "is empty"),
    "text": (b"train_images,train_labels\n1,2\n", "is not an .npz file"),
    "single array": (npy("{}"), "is not an .npz file"),
    "cut short": (VALID[: len(VALID) // 2], "cut short or damaged"),
    "no arrays": (npz_bytes({"x": np.zeros(3)}), "lacks train_images, train_labels.* and has x"),
    "one key lacking": (npz_bytes({k: v for k, v in small_arrays().items() if k != "val_labels"}), "lacks val_labels"),
    "float images": (spoilt(train_images=lambda a: a / 255), "train_images holds float64, not uint8, and 0[.]"),
    "16 bit images": (
        spoilt(test_images=lambda a: a.astype(np.uint16) * 256),
        "test_images holds uint16, not uint8, and [0-9]+ among",
    ),
    "negative images": (
        spoilt(val_images=lambda a: a.astype(int) - 1),
        "val_images holds int64, not uint8, and -1 among",
    ),
    "nan images": (
        spoilt(val_images=np.full((12, 8, 8), np.nan)),
        "val_images holds float64, not uint8, and nan among",
    ),
    "complex images": (spoilt(val_images=lambda a: a.astype(complex)), "val_images holds complex128, not uint8: scale"),
    "flat images": (spoilt(train_images=lambda a: a.reshape(12, 64)), r"train_images has shape \(12, 64\)"),
    "four channels": (spoilt(val_images=np.zeros((12, 8, 8, 4), np.uint8)), r"val_images has shape \(12, 8, 8, 4\)"),
    "no images": (spoilt(train_images=np.uint8(3)), r"train_images has shape \(\)"),
    "oblong": (spoilt(train_images=lambda a: a[:, :7]), "7 x 8 px"),
    "too small": (spoilt(train_images=lambda a: a[:, :7, :7]), "8 to 512 px"),
    "too large": (spoilt(train_images=np.zeros((12, 513, 513), np.uint8)), "513 x 513 px"),
    "other size": (spoilt(test_images=np.zeros((12, 9, 9), np.uint8)), "one size"),
    "other channels": (spoilt(test_images=np.zeros((12, 8, 8, 3), np.uint8)), "one number of channels"),
    "too few labels": (spoilt(val_labels=lambda a: a[:11]), "11 labels for 12 images"),
    "empty test": (spoilt(test_images=lambda a: a[:0], test_labels=lambda a: a[:0]), "test_images is empty"),
    "many labels": (spoilt(train_labels=np.zeros((12, 14), np.uint8)), r"has shape \(12, 14\)"),
    "scalar labels": (spoilt(train_labels=np.uint8(1)), r"train_labels has shape \(\)"),
    "nan labels": (spoilt(train_labels=np.full(12, np.nan)), "train_labels holds nan: number the classes"),
    "half a label": (spoilt(test_labels=lambda a: a + 0.5), "test_labels holds [0-9.]+5: number the classes"),
    "endless label": (spoilt(test_labels=np.full(12, np.inf)), "test_labels holds inf: number the classes"),
    "text labels": (spoilt(test_labels=np.full(12, "a")), "holds <U1, not integers"),
    "negative": (spoilt(train_labels=lambda a: a.astype(int) - 1), "holds -1: number the classes from 0"),
    "vast label": (spoilt(val_labels=lambda a: a + np.uint64(2**63)), "val_labels holds 9223372036854775"),
    "101 classes": (spoilt(test_labels=lambda a: a + 98), "at most 100"),
    "one class": (npz_bytes(small_arrays(num_classes=1)), "at least 2 classes"),
    "gap": (spoilt(train_labels=lambda a: a * 2), "no image of class 1"),
    "class not in train": (spoilt(test_labels=lambda a: a + 1), "no image of class 3"),
    "objects": (spoilt(train_labels=np.array([Bomb()] * 12, dtype=object)), "Python objects"),
    "pickle": (zipped("train_labels", pickle.dumps(Bomb())), "train_labels is damaged"),
    "huge shape": (zipped("train_images", npy(HUGE, b"123")), "do not hold"),
    "negative shape": (zipped("train_images", npy(MINUS, bytes(64))), "do not hold"),
    "huge header": (zipped("train_images", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{"), "train_images is damaged"),
    "many axes": (zipped("train_images", npy(AXES)), "has 300 axes"),
    "many fields": (zipped("train_images", npy(FIELDS, bytes(300))), r"axes of dtype \[\('a0'"),
    "control characters": (npz_bytes({"x\ny": np.zeros(3)}), "has xy: name the arrays"),
    "long header": (zipped("train_images", npy("{" + " " * 20_000 + "}")), "train_images is damaged"),
    "unknown version": (zipped("train_images", b"\x93NUMPY\x09\x00\x00\x00"), "train_images is damaged"),
    "rare packing": (zipped("", b"", zipfile.ZIP_LZMA), "train_images is damaged"),
    "too few names": (spoilt(class_names=np.array(["a", "b"])), "save 3 names"),
    "equal names": (spoilt(class_names=np.array(["a", "a", "b"])), "empty or equal"),
    "empty name": (spoilt(class_names=np.array(["a", "\n", "b"])), "empty or equal"),
    "bytes as names": (spoilt(class_names=np.array([b"a", b"c", b"b"])), "as text"),
    "no characters": (spoilt(class_names=np.full((3, 4), -1, np.int32).view("<U4")[:, 0]), "is no text"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_gets_its_sentence(case: str) -> None:
    content, sentence = BAD[case]
    with pytest.raises(DataError, match=sentence) as caught:
        load_npz(io.BytesIO(content), "mine.npz")
    message = str(caught.value)
    assert message.startswith("mine.npz")
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 500
    assert not Bomb.fired


def test_bomb_would_have_fired() -> None:
    pickle.loads(pickle.dumps(Bomb()))
    assert Bomb.fired
    Bomb.fired = False


def test_large_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(DataError, match=r"more than the .* GiB allowed"):
        load_npz(io.BytesIO(b"x" * 1000), max_file_bytes=999)


def test_file_that_unpacks_to_too_much_is_refused() -> None:
    content = spoilt(val_images=np.zeros((4000, 64, 64), np.uint8))
    assert len(content) < 100_000
    with pytest.raises(DataError, match=r"unpacks to 0\.0 GiB"):
        load_npz(io.BytesIO(content), max_raw_bytes=1_000_000)


def test_memory_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsim.data.files.npz.available_bytes", lambda: 100)
    with pytest.raises(DataError, match=r"of memory and 0\.0 GiB are free"):
        load(small_arrays())


@pytest.mark.parametrize(("name", "sentence"), [("none.npz", "There is no file"), ("folder.npz", "is a folder")])
def test_path_that_is_no_file(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(DataError, match=sentence):
        load_npz(tmp_path / name)


def loads_or_says_why(content: bytes) -> bool:
    try:
        data = load_npz(io.BytesIO(content), "mine.npz")
    except DataError:
        return False
    assert len(data.train) == len(data.train.images) == 12
    return True


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(VALID)))
def test_random_damage_gives_a_set_or_a_sentence(changes: list[tuple[int, int]], length: int) -> None:
    content = bytearray(VALID)
    for position, value in changes:
        content[position] = value
    with warnings.catch_warnings(action="ignore"):
        loads_or_says_why(bytes(content))
        loads_or_says_why(bytes(content[:length]))


def test_every_single_flip_in_the_directory_gives_a_set_or_a_sentence() -> None:
    start = VALID.index(b"PK\x01\x02")
    outcomes = set()
    for position in range(start, len(VALID)):
        content = bytearray(VALID)
        content[position] ^= 0xFF
        outcomes.add(loads_or_says_why(bytes(content)))
    assert outcomes == {True, False}


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"the TissueMNIST sample is not beside the project: {SAMPLE.name}")
def test_real_sample_loads() -> None:
    data = load_npz(SAMPLE)
    assert [len(split) for split in (data.train, data.val, data.test)] == [12_000, 1_500, 3_000]
    assert data.num_classes == 8
    assert data.class_titles[5] == "Podocytes"
    assert (data.size, data.channels) == (28, 1)
