-- Keys of batches, sealed under the secret of the installation: a batch whose key is gone is gone. And what may not be erased yet.
-- Moments are BIGINT seconds since 1970, 0 for never.

CREATE TABLE batch_key (
    batch  BIGINT NOT NULL PRIMARY KEY,
    sealed TEXT   NOT NULL
);

-- When the key and the files of a batch were destroyed.
ALTER TABLE batch ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;

-- A batch under a hold is not erased: a case needs it.
CREATE TABLE hold (
    id          TEXT   NOT NULL PRIMARY KEY,
    batch       BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    placed_by   TEXT   NOT NULL,
    placed_at   BIGINT NOT NULL,
    ends_at     BIGINT NOT NULL,
    released_at BIGINT NOT NULL
);
