-- Who may ask: accounts, their sessions, codes that work once, tokens for machines; where batches come from; and the audit log.
-- Moments are BIGINT seconds since 1970 (UTC), 0 for never; secrets stand here as fingerprints only.

CREATE TABLE account (
    id           TEXT   NOT NULL PRIMARY KEY,
    name         TEXT   NOT NULL UNIQUE,
    role         TEXT   NOT NULL,
    area         TEXT   NOT NULL,
    agency       TEXT   NOT NULL,
    password     TEXT   NOT NULL,
    second       TEXT   NOT NULL,
    second_step  BIGINT NOT NULL,
    made_at      BIGINT NOT NULL,
    made_by      TEXT   NOT NULL,
    ends_at      BIGINT NOT NULL,
    disabled_at  BIGINT NOT NULL,
    signed_in_at BIGINT NOT NULL
);

-- stage: full, or enrol (the second factor is still to be set up: nothing else may be opened).
CREATE TABLE session (
    fingerprint TEXT   NOT NULL PRIMARY KEY,
    id          TEXT   NOT NULL UNIQUE,
    account     TEXT   NOT NULL,
    stage       TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    ends_at     BIGINT NOT NULL,
    strong_at   BIGINT NOT NULL,
    client      TEXT   NOT NULL
);
CREATE INDEX session_by_account ON session (account);

-- purpose: activate (first password, or a new one after a reset), enter (the link of a demonstration).
CREATE TABLE once_code (
    fingerprint TEXT   NOT NULL PRIMARY KEY,
    account     TEXT   NOT NULL,
    purpose     TEXT   NOT NULL,
    ends_at     BIGINT NOT NULL
);

CREATE TABLE token (
    fingerprint TEXT   NOT NULL PRIMARY KEY,
    id          TEXT   NOT NULL UNIQUE,
    role        TEXT   NOT NULL,
    area        TEXT   NOT NULL,
    purpose     TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    made_by     TEXT   NOT NULL,
    ends_at     BIGINT NOT NULL,
    revoked_at  BIGINT NOT NULL,
    used_at     BIGINT NOT NULL
);

-- Failed sign-ins by source, by account and by known device: the next try waits longer, and nobody is locked out.
CREATE TABLE throttle (
    bucket   TEXT   NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL
);

-- Who sent a batch, and the smallest regions that hold all its rows; an empty area: some row has no place.
-- A batch from before accounts has no line here: it belongs to whoever sees the whole installation.
CREATE TABLE batch_origin (
    batch   BIGINT NOT NULL PRIMARY KEY,
    sent_by TEXT   NOT NULL,
    area    TEXT   NOT NULL
);

-- The audit log: canonical JSON lines, each naming the hash of the one before it; leaf is the RFC 6962 hash of the line.
-- It takes the place of the table act, which keeps what was written into it before.
CREATE TABLE audit (
    seq  BIGINT NOT NULL PRIMARY KEY,
    line TEXT   NOT NULL,
    leaf TEXT   NOT NULL
);
CREATE TABLE audit_head (
    name  TEXT   NOT NULL PRIMARY KEY,
    size  BIGINT NOT NULL,
    peaks TEXT   NOT NULL,
    last  TEXT   NOT NULL
);
INSERT INTO audit_head (name, size, peaks, last) VALUES ('log', 0, '', '');

-- Signed statements of how long the log was and what its root was; copies of them are kept elsewhere.
CREATE TABLE audit_checkpoint (
    size      BIGINT NOT NULL PRIMARY KEY,
    at_time   BIGINT NOT NULL,
    root      TEXT   NOT NULL,
    signature TEXT   NOT NULL
);
