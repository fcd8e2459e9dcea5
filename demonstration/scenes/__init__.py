"""The scenes of the film, one file each: ``draw(pen, t)`` draws the picture ``t`` seconds after the cut."""
