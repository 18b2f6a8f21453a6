"""Widgets and fragments that pages share. Streamlit lives here, in `pages/` and in `app.py`, and nowhere else."""
