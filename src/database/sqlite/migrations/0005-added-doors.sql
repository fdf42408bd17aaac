-- The doors that came to a key after it was made, so that its history is found at locks that it no longer opens too.
-- Plain text functions: whatever somebody writes into the columns, an index of JSON's would fail and hide what it was.
CREATE INDEX IF NOT EXISTS events_of_added_doors ON events (substr(data, instr(data, '"tempKeyUuid":"') + 15, 36))
  WHERE type = 'TempKeyCreated' AND substr(context, 1, 14) = '{"added":true,';
