"""Runs -> values and tidy tables. No sentence is made here."""
