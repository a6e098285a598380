"""Training of the pose networks, synthetic people, measures."""
