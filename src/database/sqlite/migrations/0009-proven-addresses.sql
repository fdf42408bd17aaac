-- Whose address counts where ids come from an issuer elsewhere. Null: nobody has shown that it is this user's; 0: the
-- user's id was made here, so whoever reads that mail is the user; else the time of the token whose issuer made sure of
-- it, in seconds since the epoch.
ALTER TABLE users ADD COLUMN email_proof INTEGER;
-- What somebody said to be the user's, and does not count.
ALTER TABLE users ADD COLUMN claimed_email TEXT;
-- Ids that were made here: a version 7 UUID of the very millisecond, or one that the command line made, which alone gives
-- a name that has no parts.
UPDATE users SET email_proof = 0
  WHERE email IS NOT NULL
    AND (
      (
        id LIKE '________-____-7%'
        AND replace(substr(id, 1, 13), '-', '')
          = printf('%012x', unixepoch(created_at) * 1000 + CAST(substr(created_at, 21, 3) AS INTEGER))
      )
      OR (name IS NOT NULL AND first_name IS NULL AND last_name IS NULL)
    );

-- Tokens of a user that were issued before this are void, in seconds since the epoch.
CREATE TABLE token_ends (
  user_id TEXT PRIMARY KEY,
  before  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
