"""Two articles about a harbour and its ferry, to learn from."""

HARBOUR = (
    "The harbour of Lindvik was dredged in 1987 by the company Norsea. It had been silting up for decades. "
    "The works cost nine million crowns and were paid for by the county. Nobody was hurt."
)
FERRY = "The ferry from Lindvik to Storholm sails twice a day. In winter it stays in port when ice blocks the sound."
