"""The scenes of a rehearsal, on the stage of one store."""
