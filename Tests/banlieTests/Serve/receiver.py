"""A receiver that checks what it gets with the package standardwebhooks; says what came, a line each."""
import http.server
import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

secret = open(sys.argv[2]).read().strip()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            Webhook(secret).verify(body, dict(self.headers.items()))
            notice = json.loads(body)
            line = f"{notice['type']} {notice['data'].get('milestone', '-')} {len(notice['data']['boxes'])}"
            self.send_response(204)
        except WebhookVerificationError as error:
            line = f"refused: {error}"
            self.send_response(401)
        self.end_headers()
        with open(sys.argv[3], "a") as out:
            out.write(line + "\n")

    def log_message(self, *arguments):
        pass


http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
