"""Files of images: what they hold, and whether they can be read and kept."""

from fedsim.language import N_, _


def array_of_other_size(file: str, key: str, shape: str, num_bytes: int) -> str:
    from fedsim.text.format import number

    return _(
        "{file}: {key} is said to have shape {shape}, which its {num_bytes} bytes do not hold: the file is damaged, "
        "make or download it anew."
    ).format(file=file, key=key, shape=shape, num_bytes=number(num_bytes))


WORDS = {
    # a shared server
    "path-closed": N_(
        "On this server a file is opened by its path only in the folder that its operator names: upload the file on "
        "the Data page, or choose another set."
    ),
    "not-your-upload": N_("{path} is another visitor's upload: only who uploaded it can rename or remove it."),
    "uploads-too-many": N_(
        "The file has {size:.1f} MB, and {kept:.1f} MB of uploads are kept; this server keeps {most} MB in all. Remove "
        "an upload that you need no more, or tell who runs it."
    ),
    "no-room-for-upload": N_(
        "The file has {size:.1f} MB, the disk {free:.0f} MB left, and this server keeps {least} MB free: use a smaller "
        "file, or tell who runs it."
    ),
    # an .npz file
    "file-is-folder": N_("{file} is a folder: name an .npz file in it."),
    "file-not-there": N_("There is no file {file}: check the path."),
    "upload-removed": N_("The upload was removed: upload its file again to use it."),
    "file-not-opened": N_("{file} cannot be opened ({why}): check its permissions."),
    "file-too-large": N_(
        "{file} has {gib:.1f} GiB, more than the {allowed:.3g} GiB allowed: save fewer or smaller images."
    ),
    "file-empty": N_("{file} is empty (0 bytes): make or download it anew."),
    "file-cut-short": N_("{file} is cut short or damaged: make or download it anew."),
    "file-no-npz": N_("{file} is not an .npz file: save the arrays with numpy.savez."),
    "npz-keys-missing": N_("{file} lacks {missing} and has {found}: name the arrays as MedMNIST does, {keys}."),
    "npz-without-keys": N_("{file} lacks {missing} and has nothing: name the arrays as MedMNIST does, {keys}."),
    "npz-too-large": N_(
        "{file} unpacks to {gib:.1f} GiB, more than the {allowed:.3g} GiB allowed: save fewer or smaller images."
    ),
    "npz-too-large-for-memory": N_(
        "{file} needs {gib:.1f} GiB of memory and {free:.1f} GiB are free: choose a smaller image size or close other "
        "programs."
    ),
    # a picture
    "picture-too-large": N_("The picture has {size:.1f} MB, more than the {most} MB allowed: make it smaller."),
    "picture-too-many-pixels": N_("The picture has more than {most} million pixels: make it smaller."),
    "picture-not-read": N_("This is no picture that can be read: choose a PNG or JPEG file that is whole."),
    # one of its arrays
    "array-no-numbers": N_("{file}: {key} has {axes} axes of dtype {dtype}: save it as numbers."),
    "array-of-objects": N_("{file}: {key} holds Python objects, which are never opened: save it as numbers."),
    "array-of-other-size": array_of_other_size,
    "array-too-large-for-memory": N_("{file}: {key} does not fit into memory: choose a smaller image size."),
    "array-damaged": N_("{file}: {key} is damaged and cannot be read: make or download it anew."),
    "names-of-other-shape": N_(
        "{file}: {key} has shape {shape} and dtype {dtype}: save {number} names as text of at most {most} characters "
        "each."
    ),
    "names-no-text": N_("{file}: {key} is no text: make or download the file anew."),
    "names-empty-or-equal": N_("{file}: {key} has empty or equal names: give each class a name of its own."),
    "images-of-other-size": N_(
        "{file}: {key} are {own} each and train_images {first}: give all three splits one size and one number of "
        "channels."
    ),
    "images-not-uint8": N_("{file}: {key} holds {dtype}, not uint8: scale it to 0..255 and save it as uint8."),
    "images-out-of-range": N_(
        "{file}: {key} holds {dtype}, not uint8, and {value:g} among its values: scale them to whole numbers in 0..255."
    ),
    "images-of-other-shape": N_(
        "{file}: {key} has shape {shape}: save it as (n, h, w) for grey or (n, h, w, 3) for colour."
    ),
    "images-not-square": N_("{file}: {key} are {height} x {width} px: make them square, {low} to {high} px a side."),
    "images-missing": N_("{file}: {key} is empty: put at least one image into each of train, val and test."),
    "labels-no-integers": N_("{file}: {key} holds {dtype}, not integers: number the classes 0, 1, 2 and so on."),
    "labels-of-other-shape": N_("{file}: {key} has shape {shape}: save it as (n,) or (n, 1), one label an image."),
    "labels-of-other-number": N_("{file}: {key} has {labels} labels for {images} images: save one label an image."),
    "labels-not-whole": N_("{file}: {key} holds {value:g}: number the classes 0, 1, 2 and so on."),
    "labels-too-large": N_("{file}: {key} holds {value}: number the classes from 0, at most {most}."),
    "labels-out-of-bounds": N_("{file}: {key} holds {value}: number the classes from 0, at most {most} of them."),
    "one-class": N_("{file}: all labels are 0, and one class cannot be told apart: give at least 2 classes."),
    "class-without-images": N_(
        "{file}: train_labels has no image of class {missing} though labels run to {last}: number the classes without "
        "gaps and put each into the training set."
    ),
    # an upload
    "no-file-chosen": N_("Choose a file or type a path first."),
    "path-without-npz": N_("'{path}' does not end in .npz; give the path of a file in MedMNIST's format."),
    "no-upload": N_("{path} is no upload: fedsim deletes only files that it keeps itself."),
    "upload-not-deleted": N_("{path} cannot be deleted ({why}): delete it by hand."),
    "upload-not-kept": N_(
        "The upload cannot be kept in {folder} ({why}): free some space, or set FEDSIM_HOME to a folder that you may "
        "write to."
    ),
    "upload-title-length": N_("A name must have from 1 to {most} characters, this one has {number}: choose another."),
    "upload-title-taken": N_(
        "Another upload is called '{title}' already: choose another name, or rename that one first."
    ),
}
"""By code."""
