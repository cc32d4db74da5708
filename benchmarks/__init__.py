"""Measurements of the whole bot and of its parts, as ratios to something bare in the same run; `python -m benchmarks` prints them."""
