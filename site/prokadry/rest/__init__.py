"""What every resource of the API shares: pages, errors, parameters and instants."""
