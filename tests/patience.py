"""How long a test waits for what has to come, in seconds.

Much longer than it takes: a machine that many share may stand still for seconds at a time.
"""

PATIENCE = 60
