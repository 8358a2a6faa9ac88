-- One row per move of a unit in the tree. Two moves decided on the same tree want the same number: one is decided anew,
-- so that no two of them make a ring together.
CREATE TABLE unit_moves (number bigint PRIMARY KEY);
