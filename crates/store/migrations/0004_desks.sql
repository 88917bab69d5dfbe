-- Desks: what an inbox asks for, and both times of work that was done on paper.

-- When it was entered, by the server's clock, where it was done on paper during an outage and `at` says
-- when it happened; null: `at` is the server's clock. Written by event.
ALTER TABLE event ADD COLUMN entered BIGINT;

-- Who holds or held it, as '|<person>|<person>|'; empty: nobody yet. Written by dossier, as are the columns
-- step_…, which from now on also stand while the applicant is asked for a supplement.
ALTER TABLE dossier ADD COLUMN hands TEXT NOT NULL DEFAULT '';
