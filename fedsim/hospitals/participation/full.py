"""Every hospital takes part in every round."""

from fedsim.hospitals.participation.base import Accounted, Participation


class FullParticipation(Participation):
    """Nobody is sampled, so that privacy gains nothing from sampling."""

    accounted = Accounted.WHOLE_ROUNDS

    def planned(self, server_round: int) -> tuple[int, ...]:
        return tuple(range(self.num_hospitals))
