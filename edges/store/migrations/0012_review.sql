-- Whom people are asked about, what they said, and the filters an account keeps.

-- Pairs of rows that the last linking leaves to people, the smaller row first. sampled: 1, of a designed sample; 0, in doubt.
-- twice: 1, a second person is asked too. region_*: the regency of a row as its padded number, 0 where nobody tells.
-- evidence: what each comparison says, without a word of what stands in the rows.
CREATE TABLE review_pair (
    row_a    BIGINT NOT NULL,
    row_b    BIGINT NOT NULL,
    sampled  BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    region_a BIGINT NOT NULL,
    region_b BIGINT NOT NULL,
    twice    BIGINT NOT NULL,
    evidence TEXT   NOT NULL,
    PRIMARY KEY (row_a, row_b, sampled)
);

-- What somebody said of a pair: same, different, unsure. decides: whether their role decides or proposes.
CREATE TABLE verdict (
    seq       BIGINT NOT NULL PRIMARY KEY,
    row_a     BIGINT NOT NULL,
    row_b     BIGINT NOT NULL,
    account   TEXT   NOT NULL,
    answer    TEXT   NOT NULL,
    decides   BIGINT NOT NULL,
    sampled   BIGINT NOT NULL,
    said_at   BIGINT NOT NULL,
    undone_at BIGINT NOT NULL
);
CREATE INDEX verdict_by_pair ON verdict (row_a, row_b);

-- Filters of a page that an account keeps under a name of its own: codes only, never a value of a person.
CREATE TABLE saved_filter (
    account TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    filters TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (account, name)
);
