"""Summaries of projects and units by month, recomputed from the facts in the transaction that changes them."""

from gis.operations.summaries.run import ROUTINES, after_change, after_facts, is_behind, rebuild, try_alone

__all__ = ["ROUTINES", "after_change", "after_facts", "is_behind", "rebuild", "try_alone"]
