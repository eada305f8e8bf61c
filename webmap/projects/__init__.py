"""The list of projects, the page of one project, and the list as files."""
