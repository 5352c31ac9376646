"""REST under `/api/v1`: the calls of the page for programs."""
