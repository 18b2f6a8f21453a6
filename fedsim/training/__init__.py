"""Models, local training and metrics: plain PyTorch."""
