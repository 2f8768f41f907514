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
}


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


MODELS = {"pekerja": pekerja}
