"""Facts of an application that its own fields, the register and the rest of the call give; ``kinds`` names them all."""
