"""The six indicators as readers meet them: their names, what an address asks for, the figures as finished words."""
