"""One canonical form of everything people read, and the ways into and out of it."""
