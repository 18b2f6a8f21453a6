"""python -m fedsim: everything the app does, without a browser."""
