"""Tests that take minutes and gigabytes, under `make soak` only."""

import pytest

pytest.register_assert_rewrite("tests.soak.partner_mornings")
