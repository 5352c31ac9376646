"""`retrieve` as a part of other frameworks, a module for each; import only the one whose framework is installed."""
