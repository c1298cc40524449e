"""The process: command line, settings, wiring, intake, pacing, clock. No fact about social aid."""
