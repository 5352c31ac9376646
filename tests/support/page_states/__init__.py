"""States of the page: each is opened in a browser and photographed."""
