-- The event log (the recorder's own table; a test compares it with what eventsourcing 9.5.6 would make),
-- the answers of commands, the erasable texts, and the relay's place. `notification_id` is given by our
-- recorder under the table lock, so the sequence behind the bigserial is never used.
CREATE TABLE stored_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigserial,
    PRIMARY KEY (originator_id, originator_version)
) WITH (
    autovacuum_enabled = true,
    autovacuum_vacuum_threshold = 100000000,
    autovacuum_vacuum_scale_factor = 0.5,
    autovacuum_analyze_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.01
);
CREATE UNIQUE INDEX stored_events_notification_id_idx ON stored_events (notification_id ASC);
CREATE TYPE stored_event_uuid AS (originator_id uuid, originator_version bigint, topic text, state bytea);

-- Only 2xx answers, ids and versions only; swept after 30 days of true time.
CREATE TABLE commands (
    actor text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    body json NOT NULL, -- not jsonb: the answer is given again as it was, in its order
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT commands_pkey PRIMARY KEY (actor, key)
);
CREATE INDEX commands_recorded_at_idx ON commands (recorded_at);

-- What people wrote. An event holds the id and the salted digest; erasing a row leaves history untouched.
CREATE TABLE texts (
    id uuid PRIMARY KEY,
    stream uuid NOT NULL,
    author text NOT NULL,
    readers text[] NOT NULL,
    salt bytea,
    body text,
    sha256 text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    erased_at timestamptz
);

-- `ends`: partition -> the offset after the last record acknowledged when this place was remembered.
CREATE TABLE relay_place (
    relay text PRIMARY KEY,
    next_position bigint NOT NULL,
    ends jsonb NOT NULL DEFAULT '{}'
);

-- Which schema holds the live projection; a rebuild makes the next one beside it and switches this row.
CREATE TABLE projections (
    name text PRIMARY KEY,
    active_schema text NOT NULL
);

-- What the relay that leads found when it compared the log with its topic; every process of the service reads it here.
-- The leader moves `beat` on every second, so a row restored from a copy shows itself (decision 0016).
CREATE TABLE store_verdict (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    state text NOT NULL CHECK (state IN ('unchecked', 'sound', 'unasked', 'behind')),
    why text NOT NULL,
    leader uuid NOT NULL,
    beat bigint NOT NULL,
    checked_at timestamptz NOT NULL
);
