"""A sweep on the terminal."""

from fedsim.language import Said


class Sweep:
    """Its lines, and its options' help."""

    HELP = Said("move one setting from run to run, with several strategies, and print a table")
    OVER = Said("what is moved and its values, as alpha=0.1,1,100; a wrong name lists all that there are")
    OVER_VALUE = Said("SETTING=VALUES")
    STRATEGIES = Said("the strategies to compare, as fedavg,scaffold (default: the one of --strategy)")
    SEEDS = Said("how many seeds each value is tried with (default {n})")
    JSON = Said("write the table and what it says as JSON")
    RUN = Said("{run}, seed {seed}: {outcome}")
    AT = Said("{strategy} {at}")
    GRID_HELP = Said("move up to {n} settings over a grid, each point with several seeds, and print a table")
    GRID_OVER = Said("a setting and its values, as rounds=5,10 or strategy=fedavg,scaffold; once for each, up to {n}")
    FAILED = Said("failed: {error}")
