"""`python -m web.commands`: the same as `holdfast`, for processes that start one another."""

from web.commands import main

main()
