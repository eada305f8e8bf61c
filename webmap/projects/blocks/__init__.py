"""The blocks of a project's page: what each shows as of a day, ready for its template."""
