"""SONAR's encoder and decoder: from the published checkpoints to a codec bundle."""
