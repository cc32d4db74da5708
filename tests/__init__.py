"""The suite: real stores, real SDKs, and small servers on loopback that speak the platforms' real protocols."""
