"""The administrator's pages: people, the roles they hold by unit and time, their invitations and sessions."""
