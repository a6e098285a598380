"""`python -m stickercam` is the console script."""

from stickercam.cli import main

if __name__ == "__main__":
    main()
