"""Lists of people: who gets an account, which role, where and from when to when; read from Excel, written as a form."""
