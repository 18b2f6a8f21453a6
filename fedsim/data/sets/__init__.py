"""The sets that there are, one file each."""
