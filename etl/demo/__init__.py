"""Demonstration data: deterministic, marked `is_demo`, believable."""
