#!/bin/sh
# Lend a lock for a day. Needs LATCHSTRING_URL, LATCHSTRING_API_KEY and LOCK_ID.
set -eu
from=$(date -u +%Y-%m-%dT%H:%M:%SZ)
until=$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+1d +%Y-%m-%dT%H:%M:%SZ)
curl --silent --show-error --fail-with-body -X POST "$LATCHSTRING_URL/locks/$LOCK_ID/create-temp-key" \
  -H "X-API-Key: $LATCHSTRING_API_KEY" -H "Content-Type: application/json" \
  -d "{\"accessMode\":\"public\",\"validFrom\":\"$from\",\"validUntil\":\"$until\",\"maxUses\":3}"
echo
