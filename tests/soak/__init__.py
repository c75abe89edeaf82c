"""Tests that take minutes and gigabytes, under `make soak` only."""
