"""`python -m derive`."""

import sys

if __name__ == "__main__":
    try:
        from derive.cli import main

        main()
    except KeyboardInterrupt:
        print("Aborted!", file=sys.stderr)
        sys.exit(130)
