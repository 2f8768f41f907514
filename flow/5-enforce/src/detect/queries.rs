//! The questions of the detectors as SQL text. Pure: the engine runs them, and nothing typed by a user is spliced in.
//!
//! Tables: `participants`, `workers`, `deaths`, `claims`, `employers`, `permits`, `projects`, `contributions`, `links`; function
//! `standing` of the month asked about. Every answer is grouped by employer, unit or bill; the one that is not,
//! [`memberships`], holds only people of whom something must be told person by person.

use jiff::ToSpan;
use jiff::civil::Date;

/// An open membership is paid, in grace or in arrears (the first three standings).
const OPEN: &str = "standing(p.paid_bits, p.as_of, p.segment, p.ended_on) <= 2";

/// Who died, by lists of deaths and by death claims, up to a day.
fn died(on: Date) -> String {
    format!(
        "died AS (\n  \
           SELECT person, MIN(died_on) AS died_on FROM (\n    \
             SELECT l.person, d.died_on FROM deaths d JOIN links l ON l.row = d.row\n    \
             UNION ALL SELECT l.person, c.occurred_on FROM claims c JOIN links l ON l.row = c.row WHERE upper(c.programme) = 'JKM'\n  \
           ) WHERE died_on <= DATE '{on}' GROUP BY person\n\
         )"
    )
}

/// Lines of the list of businesses: nib, npp, name, regency, size, headcount, founded, closed.
pub const BUSINESSES: &str = "SELECT nib, npp, employer_name, workplace / 1000000 AS regency, size, headcount, issued_on, closed_on\n\
     FROM employers ORDER BY row";

/// Lines of the list of permits: nib, npp, name, regency, issued.
pub const PERMITS: &str = "SELECT nib, npp, employer_name, workplace / 1000000 AS regency, issued_on FROM permits ORDER BY row";

/// Lines about projects: id, name, owner, contractor, npp, registered, place, value, starts, ends, workers.
pub const PROJECTS: &str = "SELECT project_id, project_name, owner, contractor, npp, registered, workplace, contract_value, starts_on, ends_on,\n       \
            workers FROM projects ORDER BY row";

/// Names and regencies under each number of the register: npp, name, regency, rows.
pub const REGISTER_NAMES: &str = "SELECT npp, employer_name, workplace / 1000000 AS regency, COUNT(*) AS rows\n\
     FROM participants WHERE npp IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

/// The last month billed to each number: npp, month.
pub const LAST_BILLED: &str = "SELECT npp, MAX(month) AS month FROM contributions GROUP BY npp ORDER BY npp";

/// Open members under each number: npp, segment, programmes, pensionable (from 55 years on), people.
pub fn members(on: Date) -> String {
    let died = died(on);
    format!(
        "WITH {died},\n\
         held AS (\n  \
           SELECT l.person, p.npp, p.segment, BIT_OR(p.programmes) AS programmes, MAX(p.age_band) AS age\n  \
           FROM participants p JOIN links l ON l.row = p.row\n  \
           WHERE p.npp IS NOT NULL AND {OPEN} GROUP BY 1, 2, 3\n\
         )\n\
         SELECT h.npp, h.segment, h.programmes, COALESCE(h.age, 0) >= 55 AS pensionable, COUNT(*) AS people\n\
         FROM held h LEFT JOIN died d ON d.person = h.person WHERE d.person IS NULL\n\
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
}

/// Bills that were not paid in full by a day, as the latest list of each month says: npp, month, members, open.
pub fn open_bills(on: Date) -> String {
    format!(
        "WITH latest AS (\n  \
           SELECT npp, month, MAX(as_of) AS as_of FROM contributions WHERE npp IS NOT NULL GROUP BY 1, 2\n\
         )\n\
         SELECT c.npp, c.month, SUM(COALESCE(c.workers, 0)) AS members,\n       \
                SUM(COALESCE(c.total, COALESCE(c.jkk, 0) + COALESCE(c.jkm, 0) + COALESCE(c.jht, 0) + COALESCE(c.jp, 0))) AS open\n\
         FROM contributions c JOIN latest t ON t.npp = c.npp AND t.month = c.month AND t.as_of = c.as_of\n\
         WHERE (c.paid_on IS NULL OR c.paid_on > DATE '{on}') AND c.month <= DATE '{on}'\n\
         GROUP BY 1, 2 ORDER BY 1, 2"
    )
}

/// People on lists that name an employer or a unit, or that an employer sent: list, npp, employer, group, village or regency,
/// listed, missing. Left out: who died, civil servants, and who was taken on less than `new_days` before the day.
///
/// Table `senders` (batch, sender) says which batches an employer sent about its own people. Somebody on its payroll and in its
/// upload to the register is one worker: all lists of one sender are one list, numbered below zero, without a place.
pub fn listed(on: Date, new_days: i64) -> String {
    let (died, latest) = (died(on), on.saturating_sub(new_days.days()));
    format!(
        "WITH {died},\n\
         best AS (\n  \
           SELECT l.person, MIN(standing(p.paid_bits, p.as_of, p.segment, p.ended_on)) AS best\n  \
           FROM participants p JOIN links l ON l.row = p.row GROUP BY l.person\n\
         )\n\
         SELECT COALESCE(-1 - s.sender, CAST(w.batch AS BIGINT)) AS list, w.npp, w.employer_name, w.\"group\",\n       \
                CASE WHEN s.sender IS NULL THEN w.residence END AS place,\n       \
                COUNT(DISTINCT l.person) AS listed,\n       \
                COUNT(DISTINCT CASE WHEN b.best IS NULL OR b.best > 2 THEN l.person END) AS missing\n\
         FROM workers w JOIN links l ON l.row = w.row\n\
         LEFT JOIN senders s ON s.batch = w.batch\n\
         LEFT JOIN best b ON b.person = l.person\n\
         LEFT JOIN died d ON d.person = l.person\n\
         WHERE w.excluded IS NULL AND d.person IS NULL AND (w.started_on IS NULL OR w.started_on <= DATE '{latest}')\n  \
           AND (w.npp IS NOT NULL OR w.employer_name IS NOT NULL OR s.sender IS NOT NULL\n       \
                OR w.\"group\" IN ('non_asn', 'village_staff', 'bpd', 'rt_rw'))\n\
         GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
    )
}

/// Open memberships of people who died, and of members without a wage who stand under several numbers: person, npp, regency,
/// since, as_of, paid_bits, died.
pub fn memberships(on: Date) -> String {
    let died = died(on);
    format!(
        "WITH {died},\n\
         paid_for AS (\n  \
           SELECT l.person FROM participants p JOIN links l ON l.row = p.row\n  \
           WHERE p.segment = 'bpu' AND p.ended_on IS NULL AND p.npp IS NOT NULL AND p.paid_bits <> 0\n  \
           GROUP BY l.person HAVING COUNT(DISTINCT p.npp) > 1\n\
         )\n\
         SELECT l.person, p.npp, COALESCE(p.workplace, p.residence) / 1000000 AS regency, p.registered_on, p.as_of, p.paid_bits, d.died_on\n\
         FROM participants p JOIN links l ON l.row = p.row\n\
         LEFT JOIN died d ON d.person = l.person\n\
         LEFT JOIN paid_for f ON f.person = l.person\n\
         WHERE p.ended_on IS NULL AND p.paid_bits <> 0 AND (d.person IS NOT NULL OR (f.person IS NOT NULL AND p.segment = 'bpu'))\n\
         ORDER BY 1, 2, 4, 5, 6"
    )
}

/// Which row of the register is the person of which row on a list that an employer sent: member, listed.
pub const PAYROLL_ROWS: &str = "SELECT p.row AS member, w.row AS listed\n\
     FROM senders s JOIN workers w ON w.batch = s.batch\n\
     JOIN links a ON a.row = w.row JOIN links b ON b.person = a.person JOIN participants p ON p.row = b.row\n\
     ORDER BY 1, 2";
