"""The Treasury's lists held against the vouchers of all projects: what agrees, what differs, what either side lacks."""
