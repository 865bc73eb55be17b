"""`python -m lab.okta_cli`, which the script `okta` of the lab's environment runs."""

import sys

from lab.okta_cli import main

sys.exit(main())
