"""What a run is asked for: one declared field a setting, and ready-made settings."""
