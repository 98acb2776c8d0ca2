"""The entry of the installed `lifecycle-flows`: it starts where the packages that it will load are its own."""

from lifecycle.cli.own_packages import must_be_ours


def run() -> None:
    """Run the command line of the schedule; 7 where another program's package stands before one of ours."""
    must_be_ours()
    from flows import cli

    cli.run()
