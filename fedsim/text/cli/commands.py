"""The commands and options, and argparse's own words."""

from fedsim.language import N_, Said


class Help:
    """What `--help` says of the commands and of the options that are no settings."""

    PROGRAM = Said("Simulate federated learning between hospitals.")
    COMMAND = Said("COMMAND")
    ACTION = Said("ACTION")
    RUN = Said("run a federation and print a line a round")
    CONFIG = Said("read settings from a file; options go before it")
    JSON = Said("write the results file")
    LOG_TARGET = Said("TARGET")
    LOG_TO = Said(
        "log the run as it goes to MLflow, `mlflow:sqlite:///runs.db`, or TensorBoard, `tensorboard:runs`; may be "
        "given several times, and needs requirements-tracking.txt"
    )
    TUTORIAL = Said("run the tutorial's experiment and print its numbers beside ours")
    EPOCHS = Said("EPOCHS")
    TUTORIAL_EPOCHS = Said("passes over its images alone (default {n})")
    PRIVACY = Said("tell what noise promises: epsilon")
    ROUNDS = Said("rounds of training (default {n})")
    NOISE = Said("the noise's standard deviation, in clip norms")
    HOSPITALS = Said("hospitals in the federation (default {n})")
    DELTA = Said("left out: a hundredth of one over the number of hospitals")
    SETTINGS = Said("list every setting")
    SCHEMA = Said("print the JSON schema of a settings file instead")
    DATA = Said("list, describe or download data sets")
    LIST = Said("the data sets that there are")
    INFO = Said("classes, sizes, source and licence of a data set")
    DOWNLOAD = Said("fetch a data set")
    NAME = Said("the data set's name, or a file's path")
    SIZE = Said("px (default {n})")
    HEADING = Said("{title}:")
    NO_CHOICE = Said("invalid choice: {value} (choose from {choices})")


class Facts:
    """What a setting may be, as its option's help and the list of settings tell it."""

    WITH_FACTS = Said("{help} ({facts})")
    DEFAULT = Said("default {value}")
    WITH_KIND = Said("with {union} {kinds}")
    BETWEEN = Said("from {low} to {high}")
    FROM = Said("from {low}")
    EXAMPLE = Said("{example} and so on")


ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
)
"""The messages of Python's argparse that these commands can come to; it looks them up by itself."""
