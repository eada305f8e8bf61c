"""The month as one Excel file: made for a unit, taken back with a look at every change before it is written."""
