"""Tests in which the sample application has to follow the lab's clock."""

import os

import pytest

WITH_THE_SAMPLE_S_CLOCK = pytest.mark.skipif(
    os.environ.get("ENGINE") == "compose",
    reason=(
        "In containers the sample runs as its owners run it, without the lab's probe: its clock stays, and it refuses "
        "tokens that are issued in what is its future. The same tests run over processes."
    ),
)
