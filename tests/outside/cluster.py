"""Nodes of a real engine, and its users."""

import json
import os
import shutil
from pathlib import Path

import opensearch
from tools.opensearch_engine import OpenSearchEngine


class Cluster:
    """Nodes of the engine, and its users."""

    def __init__(self, count):
        self.dist = Path(os.environ["OUTSIDE_ENGINE"])
        self.home = Path(os.environ["OUTSIDE_HOME"]) / f"{count}-nodes"
        self.count = count
        shutil.rmtree(self.home, ignore_errors=True)
        try:
            self.nodes = opensearch.start(self.dist, self.home, count)
        except SystemExit as err:
            # pytest would end at this, with the nodes running
            self.stop()
            raise RuntimeError(err) from None
        self.passwords = json.loads((self.home / "passwords.json").read_text())

    @property
    def urls(self):
        return [f"https://127.0.0.1:{opensearch.PORT + at}" for at in range(self.count)]

    @property
    def ca(self):
        return str(self.home / "tls" / "ca.pem")

    def client(self, user, password=None, ca=None):
        """The addon's engine for a user."""
        return OpenSearchEngine(
            self.urls, user, password or self.passwords[user], ca or self.ca, timeout=60
        )

    def environ(self):
        """The settings of a server that writes here."""
        return {
            "G2P_OPENSEARCH_URL": ",".join(self.urls),
            "G2P_OPENSEARCH_CA": self.ca,
            "G2P_OPENSEARCH_USER": "writer",
            "G2P_OPENSEARCH_PASSWORD": self.passwords["writer"],
            "G2P_OPENSEARCH_SETUP_USER": "setup",
            "G2P_OPENSEARCH_SETUP_PASSWORD": self.passwords["setup"],
            "G2P_OPENSEARCH_REPLICAS": "0" if self.count == 1 else "1",
            "G2P_ANALYTICS_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        }

    def stop(self):
        opensearch.stop(self.home)
