-- Links given as evidence: when each is fetched (again). Written with its item; nothing here is history.
CREATE TABLE links (
    item uuid PRIMARY KEY,
    period text NOT NULL,
    submitted_at timestamptz NOT NULL,
    tries int NOT NULL DEFAULT 0,
    -- True time; null: there is nothing to do now.
    next_try_at timestamptz DEFAULT now(),
    -- Whether it was asked for once more since the period's evidence deadline passed.
    rechecked boolean NOT NULL DEFAULT false
);
CREATE INDEX links_next_idx ON links (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX links_period_idx ON links (period) WHERE NOT rechecked;
