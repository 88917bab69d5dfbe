#!/usr/bin/python3
"""A real SMTP server on this machine for tests: keeps every letter as it arrived, in a folder.

    server.py FOLDER [--starttls CERT KEY] [--auth NAME PASSWORD]

Prints its port. Letters to "nobody@..." are refused for good, to "later@..." for now. Needs Debian's
python3-aiosmtpd.
"""

import argparse
import asyncio
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Keep:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return f"550 5.1.1 <{address}>: no such user here"
        if address.startswith("later@"):
            return f"451 4.2.0 <{address}>: try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        head = f"X-From: {envelope.mail_from}\r\nX-To: {','.join(envelope.rcpt_tos)}\r\nX-Tls: {session.ssl is not None}\r\n"
        unfinished = self.folder / f".{self.count}"
        unfinished.write_bytes(head.encode() + envelope.original_content)
        unfinished.rename(self.folder / f"{self.count:03}.eml")
        return f"250 2.0.0 kept as {self.count:03}.eml"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--starttls", nargs=2)
    parser.add_argument("--auth", nargs=2)
    ask = parser.parse_args()
    context = None
    if ask.starttls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*ask.starttls)

    def who(server, session, envelope, mechanism, data):
        right = (data.login.decode(), data.password.decode()) == tuple(ask.auth)
        return AuthResult(success=right, handled=False)

    keep = Keep(ask.folder)

    def door():
        return SMTP(
            keep,
            hostname="localhost",
            tls_context=context,
            require_starttls=context is not None,
            authenticator=who if ask.auth else None,
            auth_required=bool(ask.auth),
        )

    server = await asyncio.get_running_loop().create_server(door, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
