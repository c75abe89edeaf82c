"""`python -m flows` is `techniekpact`."""

from flows.cli import main

if __name__ == "__main__":
    main()
