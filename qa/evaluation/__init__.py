"""Measure the tool: datasets in, rows and figures out, and one evaluation held against another.

`datasets.load_dataset` reads BEIR and Cranfield folders, SQuAD files and gold JSONL;
`run.evaluate` asks an engine everything in one and writes the results; `compare.compare` tells
whether a second run is better; `report` makes tables of either.
"""
