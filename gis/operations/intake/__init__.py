"""Taking many projects in at once: staged rows are matched, checked, compared and saved by set-based SQL."""
