"""Errors that are written for the person at the screen."""


class FedsimError(Exception):
    """Something a user can understand and mend.

    The message is one or two plain sentences that name the value, the bound and the remedy; pages and the
    command line show it as it is, without a stack trace.
    """


class RunStopped(FedsimError):
    """The user asked the run to stop. Not a failure: everything up to here is kept."""


class BudgetSpent(RunStopped):
    """One more round would promise less privacy than was asked for. The message names the round reached and why."""
