-- Letters of cases. A draft is frozen when it is written and never edited; what became of it is a line of its own.

CREATE TABLE letter (
    id          BIGINT NOT NULL PRIMARY KEY,
    case_number TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    sha256      TEXT   NOT NULL,
    drafted_by  TEXT   NOT NULL,
    drafted_at  BIGINT NOT NULL
);
CREATE INDEX letter_by_case ON letter (case_number, id);

-- issued (with its number) or dropped: one of them, once.
CREATE TABLE letter_end (
    letter   BIGINT NOT NULL PRIMARY KEY,
    number   TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    ended_on TEXT   NOT NULL,
    ended_by TEXT   NOT NULL,
    ended_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX letter_number ON letter_end (number) WHERE number <> '';
