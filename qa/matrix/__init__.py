"""The matrix: many questions, each asked of many articles or sources one by one."""
