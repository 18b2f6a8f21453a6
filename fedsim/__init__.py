"""See federated learning happen: simulated hospitals train together, live, without sharing an image."""
