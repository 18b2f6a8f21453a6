"""What a run hands over: files."""
