"""Everything around the services: how they are run, watched, disturbed and shown."""
