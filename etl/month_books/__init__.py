"""The workbook of a unit's month: made with its projects and locked cells, read back with the state it was made from."""
