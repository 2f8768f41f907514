-- Evidence of cases: what proves a delivery, a payment, a meeting. The file lies in the lake, sealed under a key of its own that stands
-- here, sealed. Nothing is edited but that a piece is destroyed.

CREATE TABLE evidence (
    id          BIGINT NOT NULL PRIMARY KEY,
    case_number TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    media       TEXT   NOT NULL,
    bytes       BIGINT NOT NULL,
    -- Of what was given, and of the sealed file in the lake, which is its name there.
    sha256      TEXT   NOT NULL,
    stored      TEXT   NOT NULL,
    sealed_key  TEXT   NOT NULL,
    added_by    TEXT   NOT NULL,
    added_at    BIGINT NOT NULL,
    -- Destroyed: its key is gone, its file too; that it was there and why it is not stays.
    destroyed_at BIGINT NOT NULL DEFAULT 0,
    destroyed_by TEXT   NOT NULL DEFAULT '',
    destroyed_why TEXT  NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX evidence_of_case ON evidence (case_number, sha256) WHERE destroyed_at = 0;

-- The lines of the audit log that tell of a piece: who added, opened or took it away.
CREATE TABLE evidence_act (
    evidence BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    PRIMARY KEY (evidence, seq)
);
