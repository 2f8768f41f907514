-- What one person asks for and a second one decides: taking many people by name, taking a large list out, erasing, wide grants.
-- Moments are BIGINT seconds since 1970, 0 while it did not happen. Nothing of a line is changed but the step that follows.
--
-- act: take, withdraw, erase, grant, token, publish, erase_person. object: as the audit log names it. area: whoever decides sees all of it.
-- body: what would be done, as JSON. hash: over the body and the state of the data it was asked in.
-- decision: '', approved, rejected. secret: the sealed password of a file that waits for its one download.
CREATE TABLE approval (
    id         TEXT   NOT NULL PRIMARY KEY,
    act        TEXT   NOT NULL,
    object     TEXT   NOT NULL,
    area       TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    people     BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    asked_by   TEXT   NOT NULL,
    asked_at   BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    decision   TEXT   NOT NULL,
    decided_by TEXT   NOT NULL,
    decided_at BIGINT NOT NULL,
    why        TEXT   NOT NULL,
    secret     TEXT   NOT NULL,
    link_ends  BIGINT NOT NULL,
    done_at    BIGINT NOT NULL
);

-- Figures that were published: what everybody sees, frozen. The newest counts; earlier ones stay.
CREATE TABLE release (
    seq          BIGINT NOT NULL PRIMARY KEY,
    body         TEXT   NOT NULL,
    sha256       TEXT   NOT NULL,
    published_by TEXT   NOT NULL,
    published_at BIGINT NOT NULL
);
