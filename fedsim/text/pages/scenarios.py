"""What the Scenarios page says."""

from fedsim.language import Said


class Page:
    """The page."""

    HEADING = Said("Scenarios")
    PURPOSE = Said("See with one press what happens when hospitals differ, drop out or cheat.")
    CARDS = Said("The figures on each card were measured before, and your own run is laid over them.")
    RUN = Said("Run it")
    RUN_HELP = Said("Opens the first of them on the Simulate page while it trains; the others follow.")
    DONE = Said("Your runs are done")
    RUNNING = Said("under way")
    OPEN = Said("Open it on Simulate")
    SURPRISE = Said("Surprising")
