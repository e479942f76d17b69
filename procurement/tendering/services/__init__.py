"""The use cases of a procurement activity, one module per part of the procedure."""
