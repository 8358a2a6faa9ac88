-- One row per agreed version of an assignment's agreements. Two acceptances decided on the same versions want the same
-- number: one is decided anew, so that no two agreements of an assignment are agreed for the same day.
CREATE TABLE acceptances (assignment uuid, number bigint, PRIMARY KEY (assignment, number));
