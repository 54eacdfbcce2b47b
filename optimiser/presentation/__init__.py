"""How tables read for a person: in words, in whole numbers that add up, in either language."""
