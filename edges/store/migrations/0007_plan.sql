-- Plans that were kept: what was asked and what it gave, as JSON, under an id that is a hash over both. A plan is a draft until it is
-- frozen, and holds when somebody else approved it. Nothing of it is changed; another plan has another id.
CREATE TABLE plan (
    id          TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    area        TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    made_by     TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    frozen_by   TEXT   NOT NULL,
    frozen_at   BIGINT NOT NULL,
    approved_by TEXT   NOT NULL,
    approved_at BIGINT NOT NULL
);
