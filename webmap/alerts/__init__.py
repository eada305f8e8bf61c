"""Alerts: what somebody should look at, in words, by kind, the oldest first."""
