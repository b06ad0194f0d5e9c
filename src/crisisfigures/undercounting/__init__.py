"""Undercounting: how many individuals no list has, from those that several lists share.

Individuals matched over two lists or more say how often a list misses somebody whom another has,
and so, under assumptions that the lists themselves cannot test in full, how many all of them
missed. Never one number alone: always the spread over the models that the lists support.
"""

from crisisfigures.undercounting._result import Undercount
from crisisfigures.undercounting._undercount import undercount

__all__ = ["Undercount", "undercount"]
