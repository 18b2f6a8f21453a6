"""The Scenarios page's parts."""
