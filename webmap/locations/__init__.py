"""Where a project lies: drawing it, typing its coordinates, correcting it."""
