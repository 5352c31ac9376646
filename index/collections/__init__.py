"""Several named collections beside one default index: their names, folders, access and moves."""
