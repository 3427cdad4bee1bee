"""A sender that signs with the package standardwebhooks; says what the server answered, a line each."""
import datetime
import sys
import urllib.error
import urllib.request

from standardwebhooks.webhooks import Webhook

port, secret = sys.argv[1], sys.argv[2]
url = f"http://127.0.0.1:{port}/v1/feeds/ktz/messages"
report = '{"container":"TRHU4307252","activity":"gatedIn","occurredAt":"2026-02-01T08:00:00+08:00"}'
now = datetime.datetime.now(tz=datetime.timezone.utc)


def post(name, body, headers):
    request = urllib.request.Request(url, data=body.encode(), headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            print(name, answer.status)
    except urllib.error.HTTPError as error:
        print(name, error.code)


def signed(id, body, time=now, secret=secret):
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(time.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, time, body),
    }


post("right", report, signed("msg_1", report))
post("repeated", report, signed("msg_1", report))
post("reused", report.replace("gatedIn", "loaded"), signed("msg_1", report.replace("gatedIn", "loaded")))
post("tampered", report.replace("08:00", "09:00"), signed("msg_2", report))
post("renamed", report, {**signed("msg_2", report), "webhook-id": "msg_3"})
post("stale", report, signed("msg_4", report, now - datetime.timedelta(seconds=600)))
post("early", report, signed("msg_5", report, now + datetime.timedelta(seconds=600)))
post("foreign", report, signed("msg_6", report, secret="whsec_c3RyYW5nZXI="))
post("unsigned", report, {})
post("garbled", report, {**signed("msg_7", report), "webhook-signature": "v1,%%%"})
post("clockless", report, {**signed("msg_8", report), "webhook-timestamp": "now"})
post("rotated", report, {**signed("msg_9", report), "webhook-signature": "v1,AAAA " + signed("msg_9", report)["webhook-signature"]})
