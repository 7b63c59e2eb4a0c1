"""`python -m rag.cli`, where the installed script is not on the path."""

from rag.cli import main

main()
