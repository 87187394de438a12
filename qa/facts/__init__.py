"""Numeric facts: read every quantity, check every number, judge claims, compute with citations.

Entrances, each in its module so that importing one loads no other:

    read.read_quantities(text, anchor=date)       quantities and dates with offsets
    claims.judge(claim, evidence, strict=False)   supported, refuted or not enough info
    plan.compute(question, evidence)              a Computation, a Refusal, or None
    checks.check_answer(question, span, others)   value, type, unit, period, twin, agreement
    normalise.search_tokens(text)                 numbers in one form for the term index
"""
