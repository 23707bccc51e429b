"""The import of dashboards over TLS, against a stand-in of their API."""

import dashboards as written
import opensearch
import pytest
import saved_objects
import stub_dashboards
from stub_dashboards import StubDashboards
from tools import dashboards
from tools.engine import EngineAway, EngineMissing


class Settings:
    """The addon's settings; its own class needs Odoo."""

    def __init__(self, stub, authority, **changed):
        self.dashboards_url, self.ca = stub.url, str(authority)
        self.dashboards_user = stub_dashboards.USER
        self.dashboards_password = stub_dashboards.PASSWORD
        self.dashboards_tenant, self.stem = "analysts", "g2p"
        vars(self).update(changed)


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    found = tmp_path_factory.mktemp("dashboards") / "tls"
    opensearch.certificates(found)
    return found


@pytest.fixture
def stub(tls):
    found = StubDashboards(tls)
    yield found
    found.stop()


@pytest.fixture
def import_(stub, tls):
    """Imports the file of the addon, or another text, with changed settings."""

    def run(text=None, **changed):
        return dashboards.send(Settings(stub, tls / "ca.pem", **changed), text or dashboards.read())

    return run


def test_all_objects_arrive_in_the_tenant(stub, import_):
    sent, wrong = saved_objects.read(written.FILE.read_text(encoding="utf-8"))
    assert import_() == len(sent)
    assert not wrong
    assert stub.objects["analysts"].keys() == sent.keys()
    assert import_(dashboards_tenant="") == len(sent)
    assert stub.objects.keys() == {"analysts", ""}


def test_a_second_import_replaces_and_adds_nothing(stub, import_):
    import_()
    first = dict(stub.objects["analysts"])
    import_()
    assert stub.objects["analysts"] == first


def test_index_patterns_have_the_prefix_of_the_server(stub, import_):
    import_(stem="north")
    titles = {
        item["attributes"]["title"]
        for (type_, _ident), item in stub.objects["analysts"].items()
        if type_ == "index-pattern"
    }
    assert titles
    assert all(title.startswith("north-") for title in titles)


def refused(call, **options):
    with pytest.raises(EngineAway) as caught:
        call(**options)
    assert stub_dashboards.PASSWORD not in str(caught.value)
    return str(caught.value)


def test_a_wrong_password_and_a_tenant_of_others_are_failures(stub, import_):
    assert "HTTPError" in refused(import_, dashboards_password="wrong")
    assert "HTTPError" in refused(import_, dashboards_tenant="of others")
    assert stub.objects == {}


def test_an_unknown_authority_gets_no_password(stub, import_, tmp_path):
    opensearch.certificates(tmp_path / "tls")
    assert "SSLError" in refused(import_, ca=str(tmp_path / "tls" / "ca.pem"))
    assert "SSLError" in refused(import_, ca="")
    assert stub.asked == []


def test_what_dashboards_refuses_is_named(import_):
    lines = dashboards.read().splitlines()
    orphan = next(line for line in lines if '"type": "visualization"' in line)
    assert "refused" in refused(import_, text=orphan)


@pytest.mark.parametrize("answer", [(500, {}), (200, {"success": False}), (200, {})])
def test_another_answer_is_a_failure(stub, import_, answer):
    stub.answer = answer
    assert refused(import_).startswith("Dashboards")


def test_nobody_there_and_no_address(stub, import_):
    assert "ConnectionError" in refused(import_, dashboards_url="https://127.0.0.1:9")
    with pytest.raises(EngineMissing):
        import_(dashboards_url="")
