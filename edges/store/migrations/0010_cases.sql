-- Cases of the compliance forum. A case is what its events made of it: nothing here is edited, lines are only added.
-- seq orders the events of all cases, because some rules span them (one SKK for an employer at a time).

CREATE TABLE case_sheet (
    number       TEXT   NOT NULL PRIMARY KEY,
    region       TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    detector     TEXT   NOT NULL,
    finding      TEXT   NOT NULL,
    confidential BIGINT NOT NULL,
    opened_by    TEXT   NOT NULL
);

CREATE TABLE case_event (
    seq      BIGINT NOT NULL PRIMARY KEY,
    number   TEXT   NOT NULL,
    moment   TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    taken_by TEXT   NOT NULL,
    taken_at BIGINT NOT NULL
);
CREATE INDEX case_event_by_case ON case_event (number, seq);

-- Who works on a case from when on; the last line counts.
CREATE TABLE case_officer (
    seq        BIGINT NOT NULL PRIMARY KEY,
    number     TEXT   NOT NULL,
    officer    TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    changed_by TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX case_officer_by_case ON case_officer (number, seq);

-- The last number given in a series (cases of a region in a year, letters of an office in a year): no gap, no number twice.
CREATE TABLE series (
    name TEXT   NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);
