"""Differential privacy, and an attack that shows what it is for."""
