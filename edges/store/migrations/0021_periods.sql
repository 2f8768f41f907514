-- Sheets of a region and a month: what was entered by hand, and every step of approval. Nothing here is edited; lines are only added.
-- once: a word of the sender's own, so that what is sent twice over a bad line is taken once.

CREATE TABLE period_line (
    seq      BIGINT NOT NULL PRIMARY KEY,
    region   TEXT   NOT NULL,
    month    TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    once     TEXT   NOT NULL UNIQUE,
    taken_by TEXT   NOT NULL,
    taken_at BIGINT NOT NULL
);
CREATE INDEX period_line_by_period ON period_line (month, region, seq);
