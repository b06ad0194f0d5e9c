"""Two lists: Chapman's estimator."""

from crisisfigures.undercounting._tally import Tally


def chapman(tally: Tally) -> tuple[float, float]:
    """Return the number of individuals on neither of two lists, and its variance.

    With n1 and n2 individuals on the lists and m on both, there are (n1 + 1)(n2 + 1)/(m + 1) - 1
    in all; less those on a list, that is (n1 - m)(n2 - m)/(m + 1). It is less biased than n1 n2/m
    where m is small, and holds if the lists are independent.

    Source:
        Chapman (1951), University of California Publications in Statistics 1. The variance: Seber
        (1970), Biometrika 57, (n1 + 1)(n2 + 1)(n1 - m)(n2 - m)/((m + 1)**2 (m + 2)).
    """
    n1, n2, m = tally.on(0), tally.on(1), tally.on(0, 1)
    only = (n1 - m) * (n2 - m)
    return only / (m + 1), (n1 + 1) * (n2 + 1) * only / ((m + 1) ** 2 * (m + 2))
