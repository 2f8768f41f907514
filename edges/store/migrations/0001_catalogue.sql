-- The catalogue of an installation. Portable: every column is BIGINT or TEXT; days are TEXT as 2025-06-30.

CREATE TABLE installation (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- One uploaded file. Its rows are visible between the snapshots begin_seq (in) and end_seq (out) of its kind.
CREATE TABLE batch (
    number       BIGINT NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL,
    source       TEXT   NOT NULL,
    as_of        TEXT   NOT NULL,
    known_on     TEXT   NOT NULL,
    file_name    TEXT   NOT NULL,
    file_sha256  TEXT   NOT NULL,
    file_bytes   BIGINT NOT NULL,
    rows_read    BIGINT NOT NULL,
    accepted     BIGINT NOT NULL,
    refused      BIGINT NOT NULL,
    duplicate    BIGINT NOT NULL,
    method       TEXT   NOT NULL,
    how          TEXT   NOT NULL,
    findings     TEXT   NOT NULL,
    content      TEXT   NOT NULL,
    begin_seq    BIGINT NOT NULL,
    end_seq      BIGINT
);
CREATE INDEX batch_by_list ON batch (kind, source, as_of);
CREATE INDEX batch_by_file ON batch (file_sha256);

-- A file of the lake counts only with a row here.
CREATE TABLE lake_file (
    sha256 TEXT   NOT NULL,
    batch  BIGINT NOT NULL,
    role   TEXT   NOT NULL,
    bytes  BIGINT NOT NULL,
    rows   BIGINT NOT NULL,
    PRIMARY KEY (batch, role)
);

-- What was true of one kind after one change. id is a hash over its parent and the change: same input, same id.
CREATE TABLE snapshot (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    parent     TEXT   NOT NULL,
    as_of      TEXT   NOT NULL,
    known_on   TEXT   NOT NULL,
    row_count  BIGINT NOT NULL,
    method     TEXT   NOT NULL,
    detail     TEXT   NOT NULL,
    UNIQUE (kind, seq)
);

CREATE TABLE current_snapshot (
    kind     TEXT NOT NULL PRIMARY KEY,
    snapshot TEXT NOT NULL
);

-- What a source taught us about its columns.
CREATE TABLE mapping (
    kind   TEXT NOT NULL,
    source TEXT NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (kind, source)
);

-- Who did what, in the order in which it was done; never personal data.
CREATE TABLE act (
    seq    BIGINT NOT NULL PRIMARY KEY,
    on_day TEXT   NOT NULL,
    act    TEXT   NOT NULL,
    object TEXT   NOT NULL
);
