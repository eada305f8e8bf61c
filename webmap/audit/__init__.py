"""The log for people: who changed what, from what to what, why and on which paper; who looked at what is not public."""
