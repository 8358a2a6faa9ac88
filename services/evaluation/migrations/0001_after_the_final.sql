-- Finals that have not reached their employee yet: written with the final, removed with its delivery. Nothing here is
-- history: `opened_at` says that the employee was shown the final, until a worker has recorded it; at `deemed_at` it
-- counts as received (decision 0053). Instants are those of the agency's clock.
CREATE TABLE awaiting_delivery (
    stream uuid PRIMARY KEY,
    deemed_at timestamptz NOT NULL,
    opened_at timestamptz
);
CREATE INDEX awaiting_delivery_deemed_idx ON awaiting_delivery (deemed_at);
CREATE INDEX awaiting_delivery_opened_idx ON awaiting_delivery (opened_at) WHERE opened_at IS NOT NULL;
-- Of finals there are already; where the days are not over by the agency's own calendar, the worker looks again.
INSERT INTO awaiting_delivery (stream, deemed_at)
    SELECT originator_id, (convert_from(state, 'UTF8')::jsonb ->> 'time')::timestamptz + interval '7 days'
    FROM stored_events WHERE topic = 'ekinerja.evaluation.EvaluationFinalized.v1';

-- Objections that wait for somebody: at `remind_at` whoever must act is reminded, by an event.
CREATE TABLE awaiting_reminder (
    stream uuid PRIMARY KEY,
    remind_at timestamptz NOT NULL
);
CREATE INDEX awaiting_reminder_at_idx ON awaiting_reminder (remind_at);
