"""The pose networks and all that is needed to run one."""
