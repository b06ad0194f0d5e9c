"""`python -m crisisfigures` is the command `crisisfigures`."""

import sys

from crisisfigures.cli import main

sys.exit(main())
