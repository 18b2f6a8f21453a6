"""Every hospital takes part in every round."""

from fedsim.settings.participation import Full


class FullParticipation:
    """Nobody is sampled, so that privacy gains nothing from sampling."""

    def __init__(self, setting: Full, num_hospitals: int, seed: int) -> None:
        self._everyone = tuple(range(num_hospitals))

    def planned(self, server_round: int) -> tuple[int, ...]:
        return self._everyone
