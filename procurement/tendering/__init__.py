"""From the implementation plan to opened bids: documents, clarification, sealing, opening, holds."""
