"""The month's work: what waits, writing figures down, handing in, judging, who has not reported."""
