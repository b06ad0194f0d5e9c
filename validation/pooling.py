"""Recompute pooled answers with statsmodels, PyMARE and SciPy: `python validation/pooling.py`."""

import math
import warnings

import numpy as np
import pandas as pd
from pymare import Dataset
from pymare.estimators import DerSimonianLaird, VarianceBasedLikelihoodEstimator
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects

import crisisfigures as cf

warnings.filterwarnings("ignore")

# BCG vaccine trials, log risk ratios and variances (13 trials; Colditz 1994; dat.bcg in metafor).
Y = np.array(
    [
        *(-0.88931133392, -1.5853886572, -1.3480731483, -1.44155119002, -0.217547322211),
        *(-0.786115585819, -1.6208982236, 0.0119523335238, -0.469417648738, -1.37134480347),
        *(-0.339358828338, 0.445913400571, -0.0173139482169),
    ]
)
V = np.array(
    [
        *(0.325584765004, 0.194581121398, 0.415367965368, 0.0200100319022, 0.0512101721696),
        *(0.00690561845591, 0.223017247572, 0.00396157929782, 0.0564342104632, 0.073024793613),
        *(0.0124122139716, 0.5325058452, 0.071404659684),
    ]
)
Z = float(stats.norm.ppf(0.975))


def claims(low, best, high, **more):
    """Return one claim a source on one quantity."""
    return pd.DataFrame(
        {
            "measure": "excess_deaths",
            "low": low,
            "best": best,
            "high": high,
            "source": [f"trial {i}" for i in range(len(low))],
            "place": "MLI",
            "place_system": "iso3166-1",
            "period_start": pd.Timestamp("2024-01-01"),
            "period_end": pd.Timestamp("2024-12-31"),
            **more,
        }
    )


def ours(table, method, **options):
    """Return low, best and high of the answer."""
    row = cf.reconcile(table, method, scale="linear", **options).table.iloc[0]
    return [row["low"], row["best"], row["high"]]


def told(what, own, others, by):
    """Print two answers and the greatest difference between them."""
    off = max(abs(a - b) for a, b in zip(own, others, strict=True))
    shown = " ".join(f"{x:9.5f}" for x in own)
    print(f"{what:44} {shown}   {by:24} off by {off:.1e}")


def main():
    """Print each answer beside that of another program."""
    half = Z * np.sqrt(V)
    bcg = claims(Y - half, Y, Y + half, range_kind="interval", level=0.95)

    fixed = combine_effects(Y, V, method_re="dl").summary_frame().loc["fixed effect"]
    told(
        "inverse_variance",
        ours(bcg, "inverse_variance"),
        [fixed["ci_low"], fixed["eff"], fixed["ci_upp"]],
        "statsmodels",
    )
    for name, method in (("DL", "dl"), ("PM", "iterated")):
        found = combine_effects(Y, V, method_re=method).summary_frame().loc["random effect"]
        told(
            f"random_effects, {name}, confidence",
            ours(bcg, "random_effects", estimator=name, interval="confidence"),
            [found["ci_low"], found["eff"], found["ci_upp"]],
            "statsmodels",
        )
    hksj = combine_effects(Y, V, method_re="dl", use_t=True).summary_frame()
    found = hksj.loc["random effect wls"]
    told(
        "random_effects, DL, knapp_hartung",
        ours(bcg, "random_effects", interval="knapp_hartung"),
        [found["ci_low"], found["eff"], found["ci_upp"]],
        "statsmodels (HKSJ, t)",
    )
    data = Dataset(Y, v=V)
    for name, estimator in (
        ("DL", DerSimonianLaird()),
        ("REML", VarianceBasedLikelihoodEstimator(method="REML")),
    ):
        found = estimator.fit_dataset(data).summary()
        fixed_effects = found.get_fe_stats()
        tau2 = float(np.ravel(found.tau2)[0])
        own = cf.reconcile(
            bcg, "random_effects", scale="linear", estimator=name, interval="confidence"
        ).table.iloc[0]
        own_tau2 = float(own["caveat"].split("τ² ")[1])
        told(
            f"random_effects, {name}: mean and τ²",
            [own["best"], own_tau2],
            [float(np.ravel(fixed_effects["est"])[0]), tau2],
            "PyMARE",
        )

    def mixture(x):
        return 0.5 * stats.uniform.cdf(x, 0, 10) + 0.5 * stats.uniform.cdf(x, 5, 10)

    pool = claims([0.0, 5.0], [math.nan] * 2, [10.0, 15.0])
    roots = [optimize.brentq(lambda x, p=p: mixture(x) - p, 0, 15) for p in (0.05, 0.5, 0.95)]
    told("linear_pool, uniform", ours(pool, "linear_pool", shape="uniform"), roots, "SciPy roots")

    own = cf.compare(
        cf.Estimate(100, 150, 300), cf.Estimate(120, 200, 260), distribution="pert"
    ).one
    a = stats.beta(1 + 4 * 50 / 200, 1 + 4 * 150 / 200, 100, 200)
    b = stats.beta(1 + 4 * 80 / 140, 1 + 4 * 60 / 140, 120, 140)
    x = np.linspace(100, 300, 200_001)
    chance = float(np.trapezoid(b.cdf(x) * a.pdf(x), x))
    told("P(A > B), pert", [own["p_greater"]], [chance], "SciPy, integrated")


if __name__ == "__main__":
    main()
