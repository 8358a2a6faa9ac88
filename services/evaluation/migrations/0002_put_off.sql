-- A delivery that could not be recorded, as where the release lacks the evaluation's policy, is not tried before
-- `again_at`: it must not stop those of all others, nor be tried without pause. An instant of the agency's clock.
ALTER TABLE awaiting_delivery ADD COLUMN again_at timestamptz;
