"""The writer's result: whole systems compared with their parts and human authors."""
