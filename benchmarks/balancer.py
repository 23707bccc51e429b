"""A TCP balancer in a thread of its own: each connection goes to the next port in turn.

Stands in for the proxy that an operator has before several servers.
"""

import asyncio
import contextlib
import itertools
import threading


class Balancer:
    """Listens on a free port of the loopback address."""

    def __init__(self, ports):
        self.turn = itertools.cycle(ports)
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        listening = asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.server = asyncio.run_coroutine_threadsafe(listening, self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]

    def stop(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def _connected(self, reader, writer):
        try:
            there = await asyncio.open_connection("127.0.0.1", next(self.turn))
        except OSError:  # not up yet: the runner asks again
            writer.close()
            return
        await asyncio.gather(_copy(reader, there[1]), _copy(there[0], writer))


async def _copy(reader, writer):
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


def start(ports):
    """A balancer over these ports of the loopback address; `stop` ends it."""
    return Balancer(ports)
