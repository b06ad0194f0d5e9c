"""The command `crisisfigures`: each verb a command, tables on stdout, everything else on stderr.

Thin on purpose: whatever it does, the face of the library does. Nothing heavy is imported until
a command runs, so that `--help` is there at once. One file a command; underscore files are what
they share.
"""

from crisisfigures.cli._main import command, main

__all__ = ["command", "main"]
