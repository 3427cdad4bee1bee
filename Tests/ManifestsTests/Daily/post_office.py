"""An SMTP server on loopback (aiosmtpd) that writes down what it is handed: PORT FILE."""

import asyncio
import email
import email.policy
import hashlib
import json
import sys

from aiosmtpd.controller import Controller


class Office:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        told = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(message["subject"]),
            "id": str(message["message-id"]),
            "date": message["date"].datetime.strftime("%a, %d %b %Y %H:%M:%S %z"),
            "text": message.get_body(("plain",)).get_content().strip(),
            "files": {
                part.get_filename(): hashlib.sha256(part.get_payload(decode=True)).hexdigest()
                for part in message.iter_attachments()
            },
        }
        with open(sys.argv[2], "a", encoding="utf-8") as out:
            out.write(json.dumps(told, ensure_ascii=False) + "\n")
        return "250 kept"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"


Controller(Office(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
asyncio.new_event_loop().run_forever()
