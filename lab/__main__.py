"""`python -m lab`."""

import gc
import sys

from lab.cli import main

if __name__ == "__main__":
    code = main()
    # The process ends: what it imported need not be searched for garbage once more, which takes a while.
    gc.freeze()
    sys.exit(code)
