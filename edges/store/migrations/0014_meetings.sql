-- Meetings of the forum: what was frozen for them, and what was promised in them. Nothing here is edited; lines are only added.

CREATE TABLE meeting (
    number    TEXT   NOT NULL PRIMARY KEY,
    region    TEXT   NOT NULL,
    held_on   TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    sha256    TEXT   NOT NULL,
    opened_by TEXT   NOT NULL,
    opened_at BIGINT NOT NULL
);

-- once: a word of the sender's own, so that what is sent twice over a bad line is taken once.
CREATE TABLE meeting_line (
    seq      BIGINT NOT NULL PRIMARY KEY,
    meeting  TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    once     TEXT   NOT NULL UNIQUE,
    taken_by TEXT   NOT NULL,
    taken_at BIGINT NOT NULL
);
CREATE INDEX meeting_line_by_meeting ON meeting_line (meeting, seq);
