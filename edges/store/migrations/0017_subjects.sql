-- Requests of persons about their own data (UU 27/2022), and what was destroyed for one of them.
-- Moments are BIGINT seconds since 1970, 0 while it did not happen. Who asks, what they say and what they were answered stand sealed.
--
-- kind: access, correction, erasure, objection. outcome: '', granted, refused.
CREATE TABLE subject_request (
    number      TEXT   NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL,
    area        TEXT   NOT NULL,
    sealed      TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    taken_by    TEXT   NOT NULL,
    verified_by TEXT   NOT NULL,
    verified_at BIGINT NOT NULL,
    verified_on TEXT   NOT NULL,
    outcome     TEXT   NOT NULL,
    answer      TEXT   NOT NULL,
    answered_by TEXT   NOT NULL,
    answered_at BIGINT NOT NULL,
    erased_rows BIGINT NOT NULL,
    erased_at   BIGINT NOT NULL
);

-- Rows whose person was destroyed: what is left of them in facts are counts of figures that were given out. No links name them any more.
CREATE TABLE tombstone (
    row_id    BIGINT NOT NULL PRIMARY KEY,
    request   TEXT   NOT NULL,
    erased_at BIGINT NOT NULL
);

-- Whether a session began in a browser that its owner had not signed in with before (1), which they are told.
ALTER TABLE session ADD COLUMN fresh BIGINT NOT NULL DEFAULT 0;
