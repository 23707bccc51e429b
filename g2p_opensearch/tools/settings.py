"""The connection to the engine: in the server's environment or its configuration file, not in the
database, as for the key-encryption key."""

import os
from dataclasses import dataclass

from odoo.addons.g2p_suite_base.tools import own_config

SECTION = "g2p_opensearch"
PREFIX = "g2p"
#: {attribute and option: environment variable}
OPTIONS = {
    "url": "G2P_OPENSEARCH_URL",
    "user": "G2P_OPENSEARCH_USER",
    "password": "G2P_OPENSEARCH_PASSWORD",
    "setup_user": "G2P_OPENSEARCH_SETUP_USER",
    "setup_password": "G2P_OPENSEARCH_SETUP_PASSWORD",
    "ca": "G2P_OPENSEARCH_CA",
    "prefix": "G2P_OPENSEARCH_PREFIX",
    "replicas": "G2P_OPENSEARCH_REPLICAS",
    "key": "G2P_ANALYTICS_KEY",
    "dashboards_url": "G2P_DASHBOARDS_URL",
    "dashboards_user": "G2P_DASHBOARDS_USER",
    "dashboards_password": "G2P_DASHBOARDS_PASSWORD",
    "dashboards_tenant": "G2P_DASHBOARDS_TENANT",
}


@dataclass(frozen=True, repr=False)
class Settings:
    """The settings as texts; empty where they are not set."""

    url: str = ""
    user: str = ""
    password: str = ""
    setup_user: str = ""
    setup_password: str = ""
    ca: str = ""
    prefix: str = ""
    replicas: str = ""
    key: str = ""
    dashboards_url: str = ""
    dashboards_user: str = ""
    dashboards_password: str = ""
    dashboards_tenant: str = ""

    @property
    def urls(self):
        """The nodes of the cluster.

        >>> Settings(url="https://a:9200, https://b:9200").urls
        ['https://a:9200', 'https://b:9200']
        """
        return [url.strip() for url in self.url.split(",") if url.strip()]

    @property
    def copies(self):
        """Replicas of each index.

        >>> Settings().copies, Settings(replicas="0").copies
        (1, 0)
        """
        return int(self.replicas) if self.replicas.isdigit() else 1

    @property
    def stem(self):
        """The first part of the names of all indexes."""
        return self.prefix or PREFIX


def load(environ=None, files=None):
    """The settings of this server.

    >>> load({"G2P_OPENSEARCH_URL": "https://a:9200"}, ()).url
    'https://a:9200'
    """
    environ = os.environ if environ is None else environ
    files = own_config.paths() if files is None else files
    return Settings(
        **{
            option: own_config.setting(environ, files, variable, SECTION, option)
            for option, variable in OPTIONS.items()
        }
    )
