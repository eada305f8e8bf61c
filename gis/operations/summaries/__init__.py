"""Summaries of projects and units by month, recomputed from the facts in the transaction that changes them."""

from gis.operations.summaries.run import after_facts, rebuild

__all__ = ["after_facts", "rebuild"]
