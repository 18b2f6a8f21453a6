"""What happens to a run: its events, where they are kept, and the queue that it waits in."""
