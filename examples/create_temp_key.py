"""Lend a lock for a day. Needs LATCHSTRING_URL, LATCHSTRING_API_KEY and LOCK_ID."""

import json
import os
import sys
from datetime import datetime, timedelta, timezone
from urllib.error import HTTPError
from urllib.request import Request, urlopen

now = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)
body = {
    "accessMode": "public",
    "validFrom": now.isoformat() + "Z",
    "validUntil": (now + timedelta(days=1)).isoformat() + "Z",
    "maxUses": 3,
}
request = Request(
    f"{os.environ['LATCHSTRING_URL']}/locks/{os.environ['LOCK_ID']}/create-temp-key",
    data=json.dumps(body).encode(),
    headers={"Content-Type": "application/json", "X-API-Key": os.environ["LATCHSTRING_API_KEY"]},
)
try:
    print(json.load(urlopen(request, timeout=10))["url"])
except HTTPError as error:
    sys.exit(error.read().decode())
