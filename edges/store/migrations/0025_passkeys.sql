-- Keys of phones and computers that sign in in place of password and code; and whose identity at another institution is whose account.
-- used_at and challenge: of the last question that a key answered; older questions and the same one again are answered for nobody.

CREATE TABLE passkey (
    credential TEXT   NOT NULL PRIMARY KEY,
    account    TEXT   NOT NULL,
    public     TEXT   NOT NULL,
    counter    BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    challenge  TEXT   NOT NULL
);
CREATE INDEX passkey_by_account ON passkey (account);

-- identity: keyed hash of the institution and of the name a person has there; the name itself is not kept.
CREATE TABLE provider_tie (
    identity TEXT   NOT NULL PRIMARY KEY,
    account  TEXT   NOT NULL UNIQUE,
    made_at  BIGINT NOT NULL
);
