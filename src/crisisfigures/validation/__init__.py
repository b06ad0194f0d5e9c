"""Validation: every fault of a table found once, where it is, and what to do about it.

Each file of this folder holds the checks of one subject, in `CHECKS`. To add a check, write a
function of the columns and an entry in the `CHECKS` of its subject; `crisisfigures.plugins.Check`
says what an entry holds.
"""

from crisisfigures.validation._json import REPORT_VERSION
from crisisfigures.validation._profile import Allowed, Profile
from crisisfigures.validation._report import ValidationReport
from crisisfigures.validation._run import checks
from crisisfigures.validation._samples import sample_table
from crisisfigures.validation._validate import error_codes, validate

__all__ = [
    "REPORT_VERSION",
    "Allowed",
    "Profile",
    "ValidationReport",
    "checks",
    "error_codes",
    "sample_table",
    "validate",
]
