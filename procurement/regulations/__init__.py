"""The law as pure functions: standard library only, no Django, no clock, no I/O beyond `data/*.json`.

Start with `basis` (what each rule id means, with its article), `parameters` (the numbers that policy may
change, with the dates from which they hold), `calendar` and `periods` (every deadline). Then follow a
procurement: `scope`, `thresholds`, `methods`, `panel`, `bonds`, `bundle`, `pricing`, `scoring`, `payment`,
`performance`. `canonical`, `receipts` and `draw` let outsiders check what the platform recorded.

Nothing is imported here, so that every command runs from a bare checkout:
`python -m procurement.regulations.{recompute,periods,credit_code,money,performance,receipts,draw}`.
"""
