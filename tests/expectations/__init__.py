"""Tests of the audit and the report."""
