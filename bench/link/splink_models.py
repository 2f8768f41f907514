"""Settings of Splink for the data sets of this benchmark, tuned as well as we could (README.md says how and against what).

A model is a function of a DuckDB connection that holds the tables `l` and `r` (or `l` alone, to deduplicate). It returns
the settings, the EM sessions and the rules for the prior. Truth is never looked at.
"""
import re

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator

EXTRA = {
    # Columns that a model derives from the canonical ones, in SQL over the input file.
    "pekerja": """select unique_id, nik, nama, jk, tgl, alamat, desa, kec, kab, ibu, hp,
        split_part(nama, ' ', 1) as n1, split_part(nama, ' ', -1) as nl,
        list_sort(string_split(nama, ' ')) as bag,
        left(nik, 12) as nik12, kec || '/' || desa as kecdesa, kec || '/' || alamat as home, left(nik, 15) as nik15, substr(nik, 13, 4) as serial, year(tgl) as yr,
        cast(tgl as varchar) as tgl_text from {file}""",
    "febrl": """select *, given_name || ' ' || surname as full_name, list_sort([given_name, surname]) as bag,
        try_strptime(date_of_birth, '%Y%m%d') as born from {file}""",
    "rldata": """select *, "by" as yr from {file}""",
    "census": """select *, pername1 || ' ' || pername2 as full_name, list_sort([pername1, pername2]) as bag,
        split_part(enumcap, ' ', 1) as house,
        printf('%04d-%02d-%02d', coalesce(cast(dob_year as int), 0), coalesce(cast(dob_mon as int), 0), coalesce(cast(dob_day as int), 0)) as born
        from {file}""",
}

# A raw csv as people send it, standardised in SQL; both makers have the canonical columns in one order.
MONTHS = "januari februari maret april mei juni juli agustus september oktober november desember".split()
CANONICAL = ["unique_id", "nik", "nama", "jk", "tempat_lahir", "tgl", "alamat", "desa", "kec", "kab", "ibu", "hp"]


def from_csv(file):
    """SQL that reads a raw csv of rosters as a standardised table."""
    plain = lambda text: f"nullif(trim(regexp_replace(regexp_replace(upper({text}), '[.'']', '', 'g'), '[^A-Z0-9]+', ' ', 'g')), '')"
    place = lambda column: f"nullif(regexp_replace({plain(column)}, '^(DESA|DS|KELURAHAN|KEL|KECAMATAN|KEC|KABUPATEN|KAB|KOTA) ', ''), '')"
    day = "lower(tgl)"
    for number, month in enumerate(MONTHS, 1):
        day = f"replace({day}, ' {month} ', '/{number:02d}/')"
    digits = "regexp_replace({}, '[^0-9]', '', 'g')"
    return f"""(select unique_id,
        case when {digits.format('nik')} in ('', repeat(left({digits.format('nik')}, 1), 16)) then null else {digits.format('nik')} end as nik,
        {plain("regexp_replace(nama, ',.*$', '')")} as nama, nullif(upper(left(trim(jk), 1)), '') as jk, {place('tempat_lahir')} as tempat_lahir,
        cast(coalesce(try_strptime(replace({day}, '-', '/'), '%d/%m/%Y'), null) as date) as tgl,
        regexp_replace(regexp_replace({plain('alamat')}, '^JALAN ', 'JL '), '^DSN ', 'DUSUN ') as alamat,
        {place('desa')} as desa, {place('kec')} as kec, {place('kab')} as kab, {plain('ibu')} as ibu,
        nullif(regexp_replace({digits.format('hp')}, '^(62|0)?(8)', '0\\2'), '') as hp
        from read_csv('{file}', header = true, all_varchar = true, names = {CANONICAL}, nullstr = ''))"""


def level(sql, label, **more):
    """A level by hand; `tf` names a column whose frequencies adjust it, `u` fixes its u."""
    creator = cll.CustomLevel(sql, label)
    tf, u = more.get("tf"), more.get("u")
    if tf:
        creator.configure(tf_adjustment_column=tf, tf_minimum_u_value=more.get("tf_min", 0.0), tf_adjustment_weight=more.get("tf_weight", 1.0))
    if u is not None:
        creator.configure(u_probability=u, fix_u_probability=True)
    return creator


def comparison(name, null_of, levels):
    null = cll.CustomLevel(" or ".join(f"{column}_l is null or {column}_r is null" for column in null_of), "missing").configure(is_null_level=True)
    return cl.CustomComparison(output_column_name=name, comparison_levels=[null, *levels, cll.ElseLevel()])


def pekerja(con):
    """Indonesian rosters."""
    rows = [con.sql(f"select count(*) from {t}").fetchall()[0][0] for t in "lr"]
    every = rows[0] * rows[1]
    equal = lambda column: con.sql(f"select count(*) from l join r using ({column})").fetchall()[0][0]
    # Random pairs hardly ever share a NIK or a telephone, so a sample would say u = 0 and the weight would be infinite.
    # A few per cent of the equal ones are not the same person: another member of the household.
    nik_u, phone_u = 0.03 * max(equal("nik"), 1) / every, 0.1 * max(equal("hp"), 1) / every
    # A NIK holds the birth date, and a household shares phone and mother, so these facts are not independent among
    # strangers: where the date (the home) is equal, u is the share among pairs of equal date (home) and unlike names.
    cut = "l.nik15 = r.nik15 and (length(l.nik) = 15 or length(r.nik) = 15 or right(l.nik, 1) = '0' or right(r.nik, 1) = '0')"
    slip = "l.serial = r.serial and damerau_levenshtein(l.nik12, r.nik12) = 1"
    stranger = "jaro_winkler_similarity(l.nama, r.nama) < 0.6"
    share = lambda wanted, given: con.sql(
        f"""select (count(*) filter ({wanted}) + 0.5) / (count(*) + 1) from (select * from l where hash(unique_id) % 1000 < {per_mille}) l
        join r on {given} and {stranger}"""
    ).fetchall()[0][0]
    per_mille = max(1, min(1000, 20_000_000 // rows[0]))
    same_date = "l.tgl = r.tgl and l.nik is not null and r.nik is not null"
    same_home = "l.home = r.home and l.tgl <> r.tgl"
    both = lambda sql: re.sub(r"\b([lr])\.(\w+)", r"\2_\1", sql)
    with_date = "tgl_l = tgl_r"
    cut_u, slip_u, equal_u = (share(w, same_date) for w in (f"l.nik <> r.nik and {cut}", slip, "l.nik = r.nik"))
    home_phone_u, home_mother_u = share("l.hp = r.hp", same_home + " and l.hp is not null and r.hp is not null"), share("l.ibu = r.ibu", same_home + " and l.ibu is not null and r.ibu is not null")
    other_serial_u = share("l.nik12 = r.nik12", same_date)
    nik = comparison("nik", ["nik"], [
        level(f"nik_l = nik_r and {with_date}", "equal, and the date", u=equal_u),
        level("nik_l = nik_r", "equal", u=nik_u),
        level(f"{both(cut)} and {with_date}", "sixteenth digit cut, and the date", u=cut_u),
        level(both(cut), "sixteenth digit cut", u=nik_u),
        level(f"{both(slip)} and {with_date}", "one slip before the serial, and the date", u=slip_u),
        level(both(slip), "one slip before the serial"),
        level("nik12_l = nik12_r", "another serial", u=other_serial_u),
    ])
    name = comparison("nama", ["nama"], [
        level("nama_l = nama_r", "equal", tf="nama"),
        level("bag_l = bag_r", "other order"),
        level("jaro_winkler_similarity(nama_l, nama_r) >= 0.94", "JW .94"),
        level("list_has_all(bag_l, bag_r) or list_has_all(bag_r, bag_l)", "tokens of the shorter in the longer"),
        level("n1_l = n1_r and left(nl_l, 1) = left(nl_r, 1)", "first token, initial of the last"),
        level("jaro_winkler_similarity(nama_l, nama_r) >= 0.86", "JW .86"),
        level("n1_l = n1_r or nl_l = nl_r", "first or last token"),
        level("jaro_winkler_similarity(nama_l, nama_r) >= 0.72", "JW .72"),
    ])
    born = comparison("tgl", ["tgl"], [
        level("tgl_l = tgl_r", "equal", tf="tgl"),
        level("yr_l = yr_r and month(tgl_l) = day(tgl_r) and day(tgl_l) = month(tgl_r)", "day and month exchanged"),
        level("yr_l = yr_r and (right(tgl_text_l, 5) in ('01-01', '12-31', '07-01') or right(tgl_text_r, 5) in ('01-01', '12-31', '07-01'))", "only the year is known"),
        level("right(tgl_text_l, 5) = right(tgl_text_r, 5)", "another year"),
        level("left(tgl_text_l, 7) = left(tgl_text_r, 7)", "another day"),
        level("yr_l = yr_r", "year"),
    ])
    place = comparison("tempat", ["kab"], [
        level("home_l = home_r", "home", tf="home"),
        level("kecdesa_l = kecdesa_r", "village", tf="kecdesa"),
        level("kec_l = kec_r", "district", tf="kec"),
        level("kab_l = kab_r", "regency", tf="kab"),
    ])
    mother = comparison("ibu", ["ibu"], [
        level("home_l = home_r and ibu_l = ibu_r", "equal, and the home", u=home_mother_u),
        level("ibu_l = ibu_r", "equal", tf="ibu"),
        level("jaro_winkler_similarity(ibu_l, ibu_r) >= 0.9", "JW .9"),
        level("jaro_winkler_similarity(ibu_l, ibu_r) >= 0.75", "JW .75"),
    ])
    phone = comparison("hp", ["hp"], [
        level("home_l = home_r and hp_l = hp_r", "equal, and the home", u=home_phone_u),
        level("hp_l = hp_r", "equal", u=phone_u),
    ])
    sex = comparison("jk", ["jk"], [level("jk_l = jk_r", "equal")])
    rules = [
        "l.nik12 = r.nik12",
        "l.hp = r.hp",
        "l.tgl = r.tgl and l.kec = r.kec",
        "l.tgl = r.tgl and l.n1 = r.n1",
        "l.tgl = r.tgl and l.nl = r.nl",
        "l.n1 = r.n1 and l.nl = r.nl and l.kec = r.kec",
        "l.n1 = r.n1 and l.desa = r.desa and l.yr = r.yr",
        "l.nl = r.nl and l.desa = r.desa and l.yr = r.yr",
        "l.alamat = r.alamat and l.desa = r.desa",
        "l.ibu = r.ibu and l.kec = r.kec",
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[nik, name, born, place, mother, phone, sex],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        em_convergence=0.001,
    )
    # Pairs of equal NIK are the same person 97 times in a hundred: the rest of the model learns from them. The NIK itself
    # learns where name and village are equal.
    return settings, ["l.nik = r.nik", "l.nama = r.nama and l.kecdesa = r.kecdesa"], ["l.nik = r.nik"], 0.65


def closeness(column, floors):
    """Equal, with frequencies, and Jaro-Winkler from these floors up."""
    levels = [level(f"{column}_l = {column}_r", "equal", tf=column)]
    return levels + [level(f"jaro_winkler_similarity({column}_l, {column}_r) >= {floor}", f"JW {floor}") for floor in floors]


def slips(column):
    """Equal, with frequencies, and one slip of the keyboard."""
    return [level(f"{column}_l = {column}_r", "equal", tf=column), level(f"damerau_levenshtein({column}_l, {column}_r) <= 1", "one slip")]


def febrl(con, link_type="link_only"):
    """FEBRL, after the settings of Splink's own example, with names compared together."""
    names = comparison("full_name", ["full_name"], [
        level("full_name_l = full_name_r", "equal", tf="full_name"),
        level("given_name_l = surname_r and surname_l = given_name_r", "exchanged"),
        level("jaro_winkler_similarity(full_name_l, full_name_r) >= 0.92", "JW .92"),
        level("given_name_l = given_name_r or surname_l = surname_r", "one of two equal"),
        level("jaro_winkler_similarity(full_name_l, full_name_r) >= 0.8", "JW .8"),
        level("jaro_winkler_similarity(given_name_l, given_name_r) >= 0.8 or jaro_winkler_similarity(surname_l, surname_r) >= 0.8", "JW .8 of one"),
    ])
    settings = SettingsCreator(
        link_type=link_type,
        comparisons=[
            names,
            comparison("date_of_birth", ["date_of_birth"], slips("date_of_birth") + [level("levenshtein(date_of_birth_l, date_of_birth_r) <= 2", "two slips")]),
            comparison("soc_sec_id", ["soc_sec_id"], slips("soc_sec_id") + [level("levenshtein(soc_sec_id_l, soc_sec_id_r) <= 2", "two slips")]),
            comparison("street_number", ["street_number"], slips("street_number")),
            comparison("address_1", ["address_1"], closeness("address_1", (0.88, 0.75))),
            comparison("suburb", ["suburb"], closeness("suburb", (0.88, 0.75))),
            comparison("postcode", ["postcode"], slips("postcode")),
        ],
        blocking_rules_to_generate_predictions=[
            "l.given_name = r.given_name and l.surname = r.surname",
            "l.soc_sec_id = r.soc_sec_id",
            "l.date_of_birth = r.date_of_birth",
            "l.postcode = r.postcode and l.given_name = r.given_name",
            "l.postcode = r.postcode and l.surname = r.surname",
            "l.street_number = r.street_number and l.suburb = r.suburb",
            "l.given_name = r.surname and l.surname = r.given_name",
            "l.address_1 = r.address_1 and l.street_number = r.street_number",
        ],
        retain_matching_columns=False,
    )
    return settings, ["l.date_of_birth = r.date_of_birth", "l.postcode = r.postcode"], ["l.soc_sec_id = r.soc_sec_id"], 0.85


def febrl_dedupe(con):
    return febrl(con, "dedupe_only")


def rldata(con):
    """RLdata: German names and birth dates."""
    part = lambda column: comparison(column, [column], slips(column))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparison("fname_c1", ["fname_c1"], closeness("fname_c1", (0.92, 0.85))),
            comparison("lname_c1", ["lname_c1"], closeness("lname_c1", (0.92, 0.85))),
            comparison("fname_c2", ["fname_c2"], closeness("fname_c2", (0.88,))),
            part("yr"),
            part("bm"),
            part("bd"),
        ],
        blocking_rules_to_generate_predictions=[
            "l.fname_c1 = r.fname_c1 and l.lname_c1 = r.lname_c1",
            "l.fname_c1 = r.fname_c1 and l.yr = r.yr and l.bm = r.bm",
            "l.fname_c1 = r.fname_c1 and l.yr = r.yr and l.bd = r.bd",
            "l.fname_c1 = r.fname_c1 and l.bm = r.bm and l.bd = r.bd",
            "l.lname_c1 = r.lname_c1 and l.yr = r.yr and l.bm = r.bm",
            "l.lname_c1 = r.lname_c1 and l.yr = r.yr and l.bd = r.bd",
            "l.lname_c1 = r.lname_c1 and l.bm = r.bm and l.bd = r.bd",
            "l.yr = r.yr and l.bm = r.bm and l.bd = r.bd",
        ],
        retain_matching_columns=False,
    )
    certain = ["l.fname_c1 = r.fname_c1 and l.lname_c1 = r.lname_c1 and l.yr = r.yr", "l.fname_c1 = r.fname_c1 and l.lname_c1 = r.lname_c1 and l.bm = r.bm and l.bd = r.bd"]
    return settings, ["l.fname_c1 = r.fname_c1 and l.lname_c1 = r.lname_c1", "l.yr = r.yr and l.bm = r.bm and l.bd = r.bd"], certain, 0.7


def census(con):
    """A census and a register of customers."""
    names = comparison("full_name", ["full_name"], [
        level("full_name_l = full_name_r", "equal", tf="full_name"),
        level("pername1_l = pername2_r and pername2_l = pername1_r", "exchanged"),
        level("jaro_winkler_similarity(full_name_l, full_name_r) >= 0.93", "JW .93"),
        level("pername1_l = pername1_r and jaro_winkler_similarity(pername2_l, pername2_r) >= 0.75", "first equal, last alike"),
        level("pername2_l = pername2_r and jaro_winkler_similarity(pername1_l, pername1_r) >= 0.75", "last equal, first alike"),
        level("jaro_winkler_similarity(full_name_l, full_name_r) >= 0.85", "JW .85"),
        level("pername1_l = pername1_r", "first equal"),
        level("pername2_l = pername2_r", "last equal"),
        level("jaro_winkler_similarity(full_name_l, full_name_r) >= 0.75", "JW .75"),
    ])
    born = comparison("born", ["dob_mon"], [
        level("born_l = born_r", "equal", tf="born"),
        level("damerau_levenshtein(born_l, born_r) <= 1", "one slip"),
        level("dob_year_l = dob_year_r and (dob_mon_l = dob_mon_r or dob_day_l = dob_day_r)", "year and one more"),
        level("dob_mon_l = dob_mon_r and dob_day_l = dob_day_r", "day and month"),
        level("dob_year_l = dob_year_r", "year"),
    ])
    place = comparison("place", ["enumpc"], [
        level("enumpc_l = enumpc_r and house_l = house_r", "house"),
        level("enumpc_l = enumpc_r", "postcode", tf="enumpc"),
        level("damerau_levenshtein(enumpc_l, enumpc_r) <= 1", "one slip in the postcode"),
        level("enumcap_l = enumcap_r", "house and street", tf="enumcap"),
    ])
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[names, born, place, comparison("sex", ["sex"], [level("sex_l = sex_r", "equal")])],
        blocking_rules_to_generate_predictions=[
            "l.pername1 = r.pername1 and l.pername2 = r.pername2",
            "l.enumpc = r.enumpc and l.born = r.born",
            "l.enumpc = r.enumpc and l.pername1 = r.pername1",
            "l.enumpc = r.enumpc and l.pername2 = r.pername2",
            "l.born = r.born and l.pername2 = r.pername2",
            "l.born = r.born and l.pername1 = r.pername1",
            "l.enumpc = r.enumpc and l.dob_year = r.dob_year",
            "l.enumpc = r.enumpc and l.dob_day = r.dob_day and l.dob_mon = r.dob_mon",
            "l.enumcap = r.enumcap and l.born = r.born",
            "l.enumcap = r.enumcap and l.pername1 = r.pername1",
        ],
        retain_matching_columns=False,
    )
    return settings, ["l.pername1 = r.pername1 and l.pername2 = r.pername2", "l.enumpc = r.enumpc and l.born = r.born"], ["l.enumpc = r.enumpc and l.born = r.born and l.sex = r.sex"], 0.75


MODELS = {"pekerja": pekerja, "febrl": febrl, "febrl_dedupe": febrl_dedupe, "rldata": rldata, "census": census}
