"""`python -m derive`."""

import sys

from derive.errors import DeriveError

if __name__ == "__main__":
    try:
        from derive.cli import main

        main()
    except DeriveError as exc:  # of a cell of the library, which are all read before there is a command
        print(f"Error: {exc}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("Aborted!", file=sys.stderr)
        sys.exit(130)
