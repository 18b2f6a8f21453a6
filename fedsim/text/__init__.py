"""Sentences, and how numbers are written."""
