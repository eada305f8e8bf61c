"""Random streams by name: the same seed and names give the same numbers, whatever else was drawn before."""

from datetime import date, timedelta
from random import Random


class Stream(Random):
    """Random numbers of one topic of one project, with the few draws that histories need."""

    def days(self, first: int, last: int) -> timedelta:
        """Return a span of whole days between `first` and `last`, both included."""
        return timedelta(days=self.randint(first, last))

    def day(self, first: date, last: date) -> date:
        """Return a day between the two, both included; the first where they are out of order."""
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def has(self, chance: float) -> bool:
        """Return whether something of this chance happens."""
        return self.random() < chance


def stream(seed: int, *names: str) -> Stream:
    """Return the stream of these names."""
    return Stream("/".join((str(seed), *names)))
