-- What members, and owners of locks, want to be told by e-mail. Whoever chose nothing has no row.
CREATE TABLE notice_choices (
  user_id    TEXT NOT NULL,
  scope      TEXT NOT NULL, -- the organisation, or themself for the locks that they own
  choices    TEXT NOT NULL, -- JSON
  daily_at   INTEGER, -- when the next daily summary is due; null for none
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (scope, user_id)
);
CREATE INDEX notice_choices_of_user ON notice_choices (user_id);
CREATE INDEX notice_choices_daily ON notice_choices (daily_at) WHERE daily_at IS NOT NULL;
