"""JupyterHub for a class on one machine: docs/classroom.md says how to use it, and `make load` measures it.

Its files, and each learner's in homes/NAME, lie in the folder in which it is started. It listens on this machine alone,
and everybody types the password in FOLLOWUP_PASSWORD (eight characters or more) beside a name of their own.
"""

import os
import sys
from pathlib import Path

from followup.cli import start

HERE = Path.cwd()
c = get_config()  # noqa: F821 (JupyterHub's)

c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["FOLLOWUP_PASSWORD"]
c.Authenticator.allow_all = True

c.JupyterHub.spawner_class = "simple"  # all learners under one account of this machine
c.SimpleLocalProcessSpawner.home_dir_template = str(HERE / "homes" / "{username}")
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.default_url = "/lab/tree/00_start_here.ipynb"
c.Spawner.pre_spawn_hook = lambda spawner: start(Path(spawner.home_dir))  # the lessons; nothing there is overwritten
c.Spawner.args = [
    # Out of use for half an hour, with no page open on it: a kernel ends. An hour: the server. The work is kept.
    "--MappingKernelManager.cull_idle_timeout=1800",
    "--MappingKernelManager.cull_interval=120",
    "--ServerApp.shutdown_no_activity_timeout=3600",
    '--ServerApp.tornado_settings={"websocket_max_message_size": 209715200}',  # a class's file is one message
    '--ServerApp.jpserver_extensions={"voila.server_extension": False}',  # 8 MB a learner
    *(["--allow-root"] if os.geteuid() == 0 else []),
]

# A class comes all at once: nobody is sent away to try again, and whoever waits longer than usual still gets in.
c.JupyterHub.concurrent_spawn_limit = 0
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.ConfigurableHTTPProxy.check_running_interval = 2  # seconds until a proxy that has died is started again
