"""Faults planted in one package, to see which ones its tests do not notice."""
