-- Identity lives here and nowhere else: never in an event, a topic or another service. Erasable.
CREATE TABLE people (
    employee uuid PRIMARY KEY,
    name text,
    number text CONSTRAINT people_number_key UNIQUE,
    email text,
    erased_at timestamptz
);
