"""Tests of what partners deliver."""

import pytest

pytest.register_assert_rewrite("tests.sources.partners.holds", "tests.sources.partners.fuzz.sent")
