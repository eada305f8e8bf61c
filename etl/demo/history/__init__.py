"""The dated facts of demonstration projects: dates, works, contracts, money, land clearance, contributions."""
