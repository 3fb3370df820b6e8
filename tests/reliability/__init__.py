"""The reliability table, E-1 to E-26: what it asks for under load and in trouble, on real processes.

``rows.csv`` lists the rows; the id in the name of a test, anywhere in ``tests``, names the rows it checks.
"""
