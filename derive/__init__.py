"""derive: a recurrent cell is written once; everything else about it is derived, checked and shown."""
