# Lend a lock for a day. Needs LATCHSTRING_URL, LATCHSTRING_API_KEY and LOCK_ID.
require "json"
require "net/http"
require "time"

now = Time.now.utc
uri = URI("#{ENV.fetch('LATCHSTRING_URL')}/locks/#{ENV.fetch('LOCK_ID')}/create-temp-key")
body = { accessMode: "public", validFrom: now.iso8601, validUntil: (now + 86_400).iso8601, maxUses: 3 }
headers = { "Content-Type" => "application/json", "X-API-Key" => ENV.fetch("LATCHSTRING_API_KEY") }
response = Net::HTTP.post(uri, body.to_json, headers)
abort(response.body) unless response.is_a?(Net::HTTPOK)
puts JSON.parse(response.body)["url"]
