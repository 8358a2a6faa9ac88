-- What was seen of an item's file when it was uploaded, for the verifier's flags. Nothing is decided by it, and it can be
-- seen again in the file. No name is kept: `name_says` is the media type that its ending promised.
CREATE TABLE findings (
    item uuid PRIMARY KEY,
    cannot_open text,
    name_says text,
    dates jsonb NOT NULL
);
