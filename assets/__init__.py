"""Data that ships: weights, characters, fonts, synthetic people, the demo clip (see LICENSES.md)."""
