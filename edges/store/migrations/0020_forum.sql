-- Bank statements that came in for the cases, row by row, and what a person decided of each row. What tells of a payer is sealed.

CREATE TABLE bank_file (
    id          BIGINT NOT NULL PRIMARY KEY,
    sha256      TEXT   NOT NULL UNIQUE,
    -- The region whose officers see its rows.
    region      TEXT   NOT NULL,
    -- The receipt, as JSON: the same file gets it again.
    receipt     TEXT   NOT NULL,
    imported_by TEXT   NOT NULL,
    imported_at BIGINT NOT NULL
);

CREATE TABLE bank_row (
    id        BIGINT NOT NULL PRIMARY KEY,
    file      BIGINT NOT NULL,
    line      BIGINT NOT NULL,
    -- The bank's reference: one payment has one.
    reference TEXT   NOT NULL UNIQUE,
    on_day    TEXT   NOT NULL,
    rupiah    BIGINT NOT NULL,
    sealed    TEXT   NOT NULL
);

-- Booked in a case, or set aside with a reason: one of them, once.
CREATE TABLE bank_decision (
    bank_row    BIGINT NOT NULL PRIMARY KEY,
    case_number TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    decided_by  TEXT   NOT NULL,
    decided_at  BIGINT NOT NULL
);

-- Who keeps out of a case because of a conflict of interest; the last line of an actor counts.
CREATE TABLE case_recusal (
    seq         BIGINT NOT NULL PRIMARY KEY,
    number      TEXT   NOT NULL,
    actor       TEXT   NOT NULL,
    recused     BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    changed_by  TEXT   NOT NULL,
    changed_at  BIGINT NOT NULL
);
CREATE INDEX case_recusal_by_case ON case_recusal (number, seq);
