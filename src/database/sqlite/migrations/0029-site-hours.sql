-- When guests may come and must go: HH:MM by the clock at the site's doors; null where nobody said so.
ALTER TABLE sites ADD COLUMN check_in TEXT;
ALTER TABLE sites ADD COLUMN check_out TEXT;
