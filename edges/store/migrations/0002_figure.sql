-- Figures that somebody opened, under the hash of their body: a link to one shows the same figure for good.
CREATE TABLE figure (
    id   TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);
