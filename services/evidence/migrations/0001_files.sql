-- What lies beside the log, for the files it names. Nothing here is history: a lost row costs an upload that had not
-- become evidence, or a record of who read what.

-- Uploads that come in parts (tus). All instants here are true time.
CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    employee uuid NOT NULL,
    length bigint NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    metadata text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX uploads_employee_idx ON uploads (employee);
CREATE TABLE upload_parts (
    upload uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
    begins bigint NOT NULL,
    path text NOT NULL,
    PRIMARY KEY (upload, begins)
);

-- Who is about to record a content, or was: claimed before it is stored, so that no collection takes it away meanwhile.
CREATE TABLE content_claims (
    sha256 text PRIMARY KEY,
    claimed_at timestamptz NOT NULL
);
-- Which items name a content: of the log itself, so that nobody forgets to write it.
-- (Immutable, as PostgreSQL does not take `convert_from` to be: what is recorded is UTF-8 for ever.)
CREATE FUNCTION content_of(state bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT convert_from($1, 'UTF8')::jsonb -> 'data' ->> 'sha256' $$;
CREATE INDEX stored_events_content_idx ON stored_events (content_of(state))
    WHERE topic = 'ekinerja.evidence.EvidenceUploaded.v1';

-- Items whose malware check is not through; written with their upload, removed with its outcome.
CREATE TABLE pending_checks (
    item uuid PRIMARY KEY,
    sha256 text NOT NULL,
    tries int NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX pending_checks_next_idx ON pending_checks (next_try_at);

-- Who was given which bytes of which item, and when.
CREATE TABLE downloads (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item uuid NOT NULL,
    reader uuid NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    first_byte bigint NOT NULL,
    bytes bigint NOT NULL
);
CREATE INDEX downloads_item_idx ON downloads (item, number);
