#!/usr/bin/env python3
"""A second maker of roster pairs, with a design of its own: held-out data for the linking engine.

    other.py --left 1000000 --right 500000 --seed 1 --out DIR [--csv] [--faults clean|normal|dirty]

Writes left.parquet, right.parquet, truth.parquet, dup_left.parquet and dup_right.parquet with the same columns as
`cargo run --release -p synth --example rosters`, and shares nothing else with it: names of Java, Sunda, Batak, Minang
and Malay; invented places; households with children and grandparents; siblings whose names sound alike; damage that
comes in habits of offices and in sessions of typing (a spreadsheet that swaps day and month for a whole file, dates off
by a day or by 1,462 days, names cut at twenty letters, NIK of the household or filler in one column) and not row by
row alone. Everybody is made up: serials of NIKs start at 9001, telephone numbers with 0800.

The same arguments give the same bytes with the same version of numpy and pyarrow. Needs both and nothing else.
"""
import argparse
import datetime
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = ["unique_id", "nik", "nama", "jk", "tempat_lahir", "tgl", "alamat", "desa", "kec", "kab", "ibu", "hp"]
SCHEMA = pa.schema([(name, pa.date32() if name == "tgl" else pa.string()) for name in COLUMNS])
PAIRS = pa.schema([("id_left", pa.string()), ("id_right", pa.string())])
EPOCH = datetime.date(1970, 1, 1)
AS_OF = datetime.date(2025, 6, 30)

# ---- words ------------------------------------------------------------------------------------------------------

MEN = {
    "jawa": "SLAMET SUTRISNO SUPRIYADI MULYONO SUYANTO SUGENG WAHYUDI HARTONO SUPARNO SUWARNO BUDI JOKO AGUS BAMBANG EKO DWI TRI SETYO PRASETYO WIBOWO SANTOSO KUSUMO PURNOMO RAHARJO WALUYO SUROSO SUNARTO MARGONO PARTONO KARYADI SARWONO WINARNO YULIANTO ARIYANTO HERIYANTO NUGROHO SAPUTRO HIDAYAT TUKIMAN PAIMIN NGADIMIN WAGIMAN PONIRAN LEGIMAN KLIWON".split(),
    "sunda": "ASEP UJANG DADANG CECEP DEDEN DEDI ENDANG IWAN JAJANG KOSASIH MAMAN NANANG OTONG RAHMAT SAEPUDIN SURYANA TATANG UDIN USEP WAWAN YAYAN YUSUP ADE AEP AJAT ATENG CUCU DAYAT EMAN GUNAWAN HERMANSYAH IDING KARNA MISBAH OMAN PERMANA RUHIYAT SOPYAN SUPRIATNA TARYANA".split(),
    "batak": "JONSON PARLINDUNGAN TUMPAL BINSAR SAHAT HOTMAN MANGASI RIKARDO PANTAS HASUDUNGAN JHON DAVID SAMUEL RONALD MARULI PATAR TOGAR HARAPAN BONAR LAMBOK ROBERT JANSEN FREDDY HENDRA ANDREAS YOSUA IMMANUEL DANIEL".split(),
    "minang": "ZULKIFLI SYAFRIZAL YUSRIZAL AFRIZAL ERIZAL MASRIZAL HENDRI DONI RIKI YENDRI SYAFRIL BUYUNG AMRI MUKHTAR JASMAN NASRUL SYAHRIAL ALFIAN ARDIANSYAH FAUZAN IQBAL RAHMAD TAUFIK FADLI IRFAN RIDWAN HARMEN".split(),
    "melayu": "MUHAMMAD AHMAD ABDUL ABDULLAH RAHMAN RAHIM KARIM AZIZ HAMID HALIM JAMIL KHAIRUL FAISAL HASBI SYARIF ZAINAL ABIDIN ARIFIN IBRAHIM ISMAIL YAHYA ZAKARIA FIRDAUS ILYAS SULAIMAN USMAN BAHRI ANWAR MUSTAFA RIZKI FAJAR ILHAM REZA AKBAR PUTRA RAMADHAN FIKRI HAFIZ".split(),
}
WOMEN = {
    "jawa": "SRI SITI SUMIYATI SULASTRI SUPARTI WAGINAH SUMARNI ENDANG WAHYUNI LESTARI RAHAYU NINGSIH HANDAYANI PURWANTI SUSANTI YULIATI PUJI RETNO DEWI UTAMI KARTINI TUMINI PONIYEM NGATINI PARTINI RUBIYEM SUWARTI WINARTI MURNI SETYOWATI WULANDARI KURNIAWATI ASTUTI HARTATI SUHARTI MARYATI SUTINAH".split(),
    "sunda": "NENENG EUIS IIS AI ENUNG YAYAH ROHAENI NUNUNG TITIN LILIS IMAS ELIS YETI TETI NANI KOKOM ODAH CICIH EMPAT ENTIN IDA ROSTINI SUMINAR TATI YUYUN WIWIN NURJANAH MULYATI ROHIMAH SOLIHAT RODIAH MARYAM DEDEH ATIKAH JUBAEDAH".split(),
    "batak": "ROSMAULI TIURMA LAMRIA DAME SONDANG RIRIS RUMONDANG HOTMAIDA NURMALA RISMA TIOLINA MERRY ELISABETH RUTH MARIA LIDIA DEBORA ESTER YOHANA FRISKA DESI NOVITA JULIANA SARTIKA MAGDALENA RAMOS".split(),
    "minang": "YUSNIAR ERMAWATI ROSNIDAR YULINAR DESMAWATI ZULMIATI NURHASNI FITRIANI RAHMI MIRA WELNI YENI SYAFRIDA MARDIANA ELFI NURAINI RATNA SUSI LENI MELFI GUSNITA RESTI ASNI DARNIS".split(),
    "melayu": "SITI NUR NURUL FATIMAH AISYAH KHADIJAH ZAINAB HALIMAH MARIAM AMINAH RAHMAH ROHANI SALMAH ZUBAIDAH JAMILAH LAILA HAFSAH HASANAH KHAIRANI PUTRI INTAN AMALIA SAFITRI AZIZAH NADIA SALSABILA RAMADHANI ANGGRAINI MAULIDA FADHILAH SRI DEWI LESTARI".split(),
}
CLANS = "SIMANJUNTAK SITUMORANG SIREGAR NASUTION HARAHAP LUBIS SINAGA SIHOMBING SILALAHI PANJAITAN HUTAPEA MANURUNG SITORUS SIMBOLON NAINGGOLAN PASARIBU TAMBUNAN GULTOM SIAHAAN HUTAGALUNG PURBA SARAGIH GINTING TARIGAN SEMBIRING SITEPU KARO TOBING MARPAUNG NAPITUPULU".split()
FRONT = "SU WA HAR KAR PRA YU TRI SAR MAR DAR NGA PUR SETYA WIR TAR JU MUL KUS HEN ROH NUR ZUL SYAF FIR HID LUK MAF ROF TAUF ABD AINI KHOL MUS BAR".split()
MALE_BACK = "YONO MANTO WANTO DIONO SONO TONO RIYADI JONO MIDI DIMAN LIHIN SUDIN IANSYAH RIZAL MAWAN IQ ULLAH IFIN UDIN HONO".split()
FEMALE_BACK = "YATI MINAH TINI WATI JIYEM NINGSIH LASTRI SIH NIATI LINDA FIAH IYAH MALA WANI RIYANI TIKA ANI HAYATI LAILI HASANAH".split()
PLACE_FRONT = "SUKA KARANG TANJUNG SUMBER MARGA BATU CI RANCA PADANG MUARA BANJAR KEDUNG WONO SIDO PASIR LUBUK KAMPUNG TELUK GUNUNG SIMPANG".split()
PLACE_BACK = "MAJU ANYAR MULYA JAYA REJO SARI HARJO MANIS GEDE AGUNG RAYA TENGAH KULON WETAN PANJANG LAPANG BARU DAMAI MAKMUR INDAH BULUH DURIAN".split()
ROADS = "DIPAN KENARI FLAMBOYAN CEMPAKA MANGGIS DURIAN PASAR STASIUN KOPERASI IRIGASI LAPANGAN PESANTREN BALAI DESA PAHLAWAN CENDANA MERPATI GARUDA KUTILANG TERATAI SEROJA".split()


class Dice:
    """Uniform numbers of a numpy generator, drawn in bulk and handed out one by one."""

    def __init__(self, *seed):
        self.rng = np.random.default_rng(np.random.SeedSequence(list(seed)))
        self.pool = []

    def unit(self):
        if not self.pool:
            self.pool = self.rng.random(1 << 16).tolist()
        return self.pool.pop()

    def chance(self, rate):
        return self.unit() < rate

    def below(self, n):
        return int(self.unit() * n)

    def pick(self, values):
        return values[int(self.unit() * len(values))]

    def common(self, values):
        """Early values more often: the square of a uniform number is an index."""
        u = self.unit()
        return values[int(u * u * len(values))]


# ---- places -----------------------------------------------------------------------------------------------------

REGENCIES = 22
DISTRICTS = 14  # a regency
VILLAGES = 11  # a district


def places(seed):
    """Regencies as (code, name, districts); a district is (code, name, village names)."""
    dice, made, seen = Dice(seed, 1), [], set()

    def name(parts=2):
        while True:
            text = " ".join([dice.pick(PLACE_FRONT) + dice.pick(PLACE_BACK)] + [dice.pick(PLACE_BACK)] * (parts - 1))
            if parts == 1 or text not in seen:
                seen.add(text)
                return text

    for nth in range(REGENCIES):
        province = (12, 32, 33, 14)[nth % 4]
        code = f"{province}{1 + nth // 4:02d}"
        districts = []
        for at in range(DISTRICTS):
            districts.append((f"{code}{at + 1:02d}", name(), [name(1) for _ in range(VILLAGES)]))
        made.append((code, name(), districts))
    return made


# ---- people -----------------------------------------------------------------------------------------------------

def rare(dice, woman):
    return dice.pick(FRONT) + dice.pick(FEMALE_BACK if woman else MALE_BACK)


def token(dice, culture, woman):
    if dice.chance(0.17):
        return rare(dice, woman)
    return dice.common((WOMEN if woman else MEN)[culture])


def unrepeated(names):
    return list(dict.fromkeys(names))


def given(dice, culture, woman, age, clan, father):
    """The tokens of a registered name."""
    if culture == "batak":
        names = [token(dice, culture, woman) for _ in range(1 + dice.chance(0.35))]
        return unrepeated(names) + [clan]
    if culture == "jawa":
        count = 1 if dice.chance(0.55 if age > 45 else 0.2) else 2 + (age < 30 and dice.chance(0.35))
        return unrepeated([token(dice, "melayu" if age < 30 and dice.chance(0.4) else culture, woman) for _ in range(count)])
    if culture == "sunda":
        first = token(dice, culture, woman)
        return [first] if age > 50 and dice.chance(0.4) else unrepeated([first, token(dice, culture, woman)])
    if culture == "minang":
        names = [token(dice, culture, woman)]
        return names + [token(dice, "melayu", woman)] if dice.chance(0.5) else names
    names = [token(dice, culture, woman), token(dice, culture, woman)]
    if dice.chance(0.25):
        names.append(token(dice, culture, woman))
    elif father and dice.chance(0.15):
        names += ["BINTI" if woman else "BIN", father]
    return unrepeated(names)


def alike(dice, name):
    """A sibling's name that sounds like this one: DEDEN, DEDI; ROHAENI, ROHIMAH."""
    head = name[: max(2, len(name) // 2)]
    return head + dice.pick(["I", "A", "AH", "AN", "EN", "IN", "ATI", "ONO", "UL", "YA"])


class Person:
    __slots__ = "code birth woman age tokens mother house village kec kab nik phone born hajj number family".split()


def born_on(dice, years):
    return AS_OF - datetime.timedelta(days=int(years * 365.25) + dice.below(365))


def household(dice, regency, at, clan_of):
    """The adults of one household; some of them are twins, some have a name that sounds like another's."""
    code, kab, districts = regency
    district = districts[dice.below(len(districts))]
    village = dice.pick(district[2])
    culture = ("jawa", "sunda", "batak", "minang", "melayu")[
        np.searchsorted((0.34, 0.56, 0.70, 0.80), dice.unit(), side="right")
    ]
    clan = dice.common(CLANS)
    head_age = 22 + int(48 * (dice.unit() * 0.6 + dice.unit() * 0.4))
    members = []
    u = dice.unit()
    adults = 1 if u < 0.18 else 2
    children = 0
    if adults == 2 and head_age >= 40:
        children = min(5, int(3.6 * dice.unit() * dice.unit() + dice.unit() * 1.4))
    grandparent = adults == 2 and head_age < 48 and dice.chance(0.1)
    road = f"{dice.pick(('JL', 'GG', 'BLOK'))} {dice.pick(ROADS)} {1 + dice.below(90)}" if dice.chance(0.45) else f"RT {1 + dice.below(12):02d} RW {1 + dice.below(9):02d}"
    shared = phone(dice)

    def person(age, woman, mother, name=None, birth=None):
        one = Person()
        one.birth = birth or born_on(dice, age)
        if birth is None and dice.chance(0.07 if age > 45 else 0.015):
            one.birth = one.birth.replace(month=dice.pick((1, 12, 7)), day=1 if dice.chance(0.7) else 31)
        one.woman, one.age, one.mother, one.house = woman, age, mother, (road, at)
        one.tokens = name or given(dice, culture, woman, age, clan, None)
        one.village, one.kec, one.kab = village, district[1], kab
        u = dice.unit()
        if u < 0.86:
            one.code, one.born = district[0], kab
        else:
            away = dice.pick(clan_of if u > 0.95 else [regency])
            where = dice.pick(away[2])
            one.code, one.born = where[0], away[1]
        u = dice.unit()
        one.phone = phone(dice) if u < 0.62 else shared if u < 0.84 else None
        one.hajj = age > 48 and dice.chance(0.09)
        one.nik, one.number, one.family = None, 0, at
        members.append(one)
        return one

    far = lambda: given(dice, culture, True, 60, dice.common(CLANS), None)
    head = person(head_age, dice.chance(0.3 if adults == 1 else 0.06), far())
    spouse = person(max(18, head_age - 6 + dice.below(10)), not head.woman, far()) if adults == 2 else None
    mother = (spouse if spouse and spouse.woman else head).tokens
    last = None
    for _ in range(children):
        age = 17 + dice.below(max(1, head_age - 37))
        woman = dice.chance(0.46)
        if last is not None and dice.chance(0.045):
            twin = [alike(dice, last.tokens[0])] + last.tokens[1:]
            last = person(last.age, last.woman if dice.chance(0.6) else woman, mother, twin, last.birth)
        elif last is not None and dice.chance(0.16):
            last = person(age, woman, mother, [alike(dice, last.tokens[0])] + given(dice, culture, woman, age, clan, None)[1:])
        else:
            last = person(age, woman, mother, given(dice, culture, woman, age, clan, head.tokens[0]))
    if grandparent:
        person(min(75, head_age + 22 + dice.below(8)), True, far())
    return members


def phone(dice):
    return f"0800{dice.below(10 ** 9):09d}"


def number(people, at, own):
    """Gives out NIKs: district, birth date (women + 40), serial from 9001 in the order of arrival; people registered in
    another regency get serials that no other block gives out, so that a NIK has one owner."""
    count = {}
    for one in people:
        day = one.birth.day + (40 if one.woman else 0)
        stem = f"{one.code}{day:02d}{one.birth.month:02d}{one.birth.year % 100:02d}"
        nth = count.get(stem, 0)
        count[stem] = nth + 1
        if nth > 998:
            raise SystemExit(f"more than 999 people share district, birth date and sex {stem}")
        one.nik = f"{stem}{(9001 if one.code[:4] == own else 9100 + 40 * at) + nth}"


# ---- damage -----------------------------------------------------------------------------------------------------

SOUNDS = [("SU", "SOE"), ("J", "DJ"), ("C", "TJ"), ("SY", "SJ"), ("Y", "J"), ("DH", "D"), ("TH", "T"), ("KH", "H"), ("I", "IE"), ("O", "U"),
          ("A", "O"), ("F", "P"), ("V", "F"), ("Z", "J"), ("NN", "N"), ("IY", "I"), ("IAH", "IYAH"), ("AE", "AI"), ("UDIN", "UDDIN"), ("H", "")]
KEYS = {a: b for row in ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM") for a, b in zip(row, row[1:] + row[-2])}
DIGITS = {"0": "6", "1": "7", "2": "3", "3": "8", "4": "1", "5": "6", "6": "0", "7": "1", "8": "3", "9": "0"}
SHORT = {"MUHAMMAD": ["M", "MUH", "MOH", "MHD", "MOCH", "MUHAMAD"], "AHMAD": ["ACHMAD", "AKHMAD", "A"], "ABDUL": ["ABD", "A"], "SITI": ["ST", "S"],
         "NUR": ["N"], "ENDANG": ["END"], "ENTIN": ["N"], "ABDULLAH": ["ABD"], "BAMBANG": ["BB"]}

RATES = {
    # share of rows: left list, right list (before the habits of the office)
    "nik_missing": (0.05, 0.16), "nik_filler": (0.004, 0.012), "nik_family": (0.004, 0.014), "nik_cut": (0.008, 0.02), "nik_typo": (0.025, 0.05),
    "name_sound": (0.05, 0.12), "name_key": (0.03, 0.05), "name_short": (0.15, 0.4), "name_drop": (0.03, 0.07), "name_glued": (0.006, 0.015),
    "name_initials": (0.01, 0.035), "name_turned": (0.005, 0.02), "name_husband": (0.004, 0.015), "name_title": (0.3, 0.6), "name_called": (0.003, 0.01),
    "sex_missing": (0.005, 0.04), "sex_wrong": (0.006, 0.01), "born_missing": (0.02, 0.12), "born_village": (0.05, 0.15),
    "date_missing": (0.01, 0.035), "date_year": (0.012, 0.033), "date_day_off": (0.006, 0.012), "date_typo": (0.01, 0.03), "date_1904": (0.0005, 0.002),
    "road_missing": (0.1, 0.3), "village_missing": (0.02, 0.05), "village_typo": (0.02, 0.05), "kec_missing": (0.008, 0.012), "kab_missing": (0.005, 0.015),
    "mother_missing": (0.22, 0.55), "phone_missing": (0.3, 0.42), "phone_changed": (0.1, 0.22),
}


class Office:
    """Habits of the office that types the rows of one district in one list."""

    def __init__(self, dice, side, factor):
        self.side, self.factor = side, factor * (0.5 + 2.0 * dice.unit() * dice.unit())
        self.no_nik = side == 1 and dice.chance(0.06)
        self.american = dice.chance(0.03 if side else 0.005)
        self.cut_names = 20 if dice.chance(0.08 if side else 0.03) else 0
        self.old_spelling = dice.chance(0.05)
        self.no_mother = dice.chance(0.2) if side else dice.chance(0.05)

    def slips(self, dice, what):
        return dice.unit() < min(0.9, RATES[what][self.side] * self.factor)


def typo(dice, text):
    if len(text) < 3:
        return text
    at = 1 + dice.below(len(text) - 1)
    u = dice.unit()
    if u < 0.35:
        return text[:at] + KEYS.get(text[at], "E") + text[at + 1:]
    if u < 0.6:
        return text[:at] + text[at + 1:]
    if u < 0.8:
        return text[:at] + text[at] + text[at:]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1:]


def sounded(dice, text):
    start = dice.below(len(SOUNDS))
    for step in range(len(SOUNDS)):
        old, new = SOUNDS[(start + step) % len(SOUNDS)]
        if old in text[1:] or (old in text and len(old) > 1):
            return text.replace(old, new, 1)
    return text


def name(dice, office, one_tokens, woman, hajj=False, husband=None):
    tokens = list(one_tokens)
    if office.slips(dice, "name_called"):
        return dice.pick(["MBAH ", "PAK ", "BU ", "CAK ", "KANG "]) + tokens[-1][:4]
    tokens = [dice.pick(SHORT[t]) if t in SHORT and office.slips(dice, "name_short") else t for t in tokens]
    if office.slips(dice, "name_sound") or (office.old_spelling and dice.chance(0.5)):
        at = dice.below(len(tokens))
        tokens[at] = sounded(dice, tokens[at])
    if office.slips(dice, "name_key"):
        at = dice.below(len(tokens))
        tokens[at] = typo(dice, tokens[at])
    if len(tokens) > 1 and office.slips(dice, "name_drop"):
        del tokens[dice.below(len(tokens))]
    if len(tokens) > 1 and office.slips(dice, "name_initials"):
        tokens = tokens[:1] + [t[:1] for t in tokens[1:]]
    if len(tokens) > 1 and office.slips(dice, "name_turned"):
        tokens.reverse()
    if woman and husband and office.slips(dice, "name_husband"):
        tokens = tokens[:1] + [husband]
    text = ("" if office.slips(dice, "name_glued") else " ").join(tokens)
    if hajj and office.slips(dice, "name_title"):
        text = ("HJ " if woman else "H ") + text
    return text[: office.cut_names].strip() if office.cut_names else text


def nik(dice, office, one, family):
    if office.no_nik or office.slips(dice, "nik_missing"):
        return None
    if office.slips(dice, "nik_filler"):
        return dice.pick(["0" * 16, "9" * 16, "1" * 16, "0" * 16, "9" * 16, one.code + "0" * 10])
    if len(family) > 1 and office.slips(dice, "nik_family"):
        return dice.pick(family).nik
    if office.slips(dice, "nik_cut"):
        return one.nik[:15] + ("0" if dice.chance(0.6) else "")
    if office.slips(dice, "nik_typo"):
        at = dice.pick((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15))
        if dice.chance(0.6) or at >= 11:
            return one.nik[:at] + DIGITS[one.nik[at]] + one.nik[at + 1:]
        return one.nik[:at] + one.nik[at + 1] + one.nik[at] + one.nik[at + 2:]
    return one.nik


def date(dice, office, birth):
    if office.slips(dice, "date_missing"):
        return None
    if office.slips(dice, "date_year"):
        return birth.replace(month=1, day=1) if dice.chance(0.75) else birth.replace(month=12, day=31)
    if office.american and birth.day <= 12:
        return birth.replace(month=birth.day, day=birth.month)
    if office.slips(dice, "date_day_off"):
        return birth - datetime.timedelta(days=1)
    if office.slips(dice, "date_1904"):
        return birth - datetime.timedelta(days=1462)
    if office.slips(dice, "date_typo"):
        u = dice.unit()
        if u < 0.4:
            return birth.replace(day=1 + dice.below(28))
        if u < 0.65:
            return birth.replace(month=1 + dice.below(12), day=min(birth.day, 28))
        return birth.replace(year=birth.year + dice.pick((-1, 1, 10, -10, 3, -3)), day=min(birth.day, 28))
    return birth


def row(dice, offices, side, one, family, home, key):
    village, kec, kab, road = home
    office = offices[(kec, side)]
    husband = next((m.tokens[0] for m in family if not m.woman), None)
    sex = None if office.slips(dice, "sex_missing") else "LP"[one.woman != office.slips(dice, "sex_wrong")]
    born = None if office.slips(dice, "born_missing") else village if office.slips(dice, "born_village") else one.born
    hp = None if one.phone is None or office.slips(dice, "phone_missing") else phone(dice) if office.slips(dice, "phone_changed") else one.phone
    mother = None if office.no_mother or office.slips(dice, "mother_missing") else name(dice, office, one.mother, True)
    return (
        key,
        nik(dice, office, one, family),
        name(dice, office, one.tokens, one.woman, one.hajj, husband),
        sex,
        born,
        date(dice, office, one.birth),
        None if office.slips(dice, "road_missing") else road if dice.chance(0.7) else road.replace("JL ", "JALAN ").replace("RT 0", "RT"),
        None if office.slips(dice, "village_missing") else typo(dice, village) if office.slips(dice, "village_typo") else village,
        None if office.slips(dice, "kec_missing") else kec,
        None if office.slips(dice, "kab_missing") else kab,
        mother,
        hp,
    )


# ---- one regency ------------------------------------------------------------------------------------------------

def block(task):
    """Both lists of one regency as tables, and the pairs of their rows."""
    seed, at, left, right, factor, overlap, twice = task
    tree = places(seed)
    dice, offices_dice = Dice(seed, 2, at), Dice(seed, 3)
    offices = {(d[1], side): Office(offices_dice, side, factor) for r in tree for d in r[2] for side in (0, 1)}
    lefts, rights = round(left * (1 - twice[0])), round(right * (1 - twice[1]))
    both = min(round(rights * overlap), lefts)
    wanted = lefts + rights - both
    people, families, nth = [], {}, 0
    while len(people) < wanted:
        made = household(dice, tree[at], nth, tree)
        families[nth] = made
        people.extend(made)
        nth += 1
    number(people, at, tree[at][0])
    order = dice.rng.permutation(len(people))[:wanted]
    members = [people[i] for i in order]
    out, ids = [], []
    for side, chosen, rows in ((0, members[:lefts], left), (1, members[:both] + members[lefts:], right)):
        extra = [dice.below(len(chosen)) for _ in range(rows - len(chosen))]
        seats = list(range(len(chosen))) + extra
        turn = dice.rng.permutation(rows).tolist()
        lines, of = [], {}
        for place, seat in enumerate(turn):
            who = seats[seat]
            one = chosen[who]
            home = (one.village, one.kec, one.kab, one.house[0])
            key = f"{'LR'[side]}{at:02d}-{(place * 7_368_787 + 12_345) % 100_000_007:08d}"
            moves = Dice.chance(dice, 0.35) if seat >= len(chosen) else False
            if side == 1 and (moves or (hash_unit(seed, at, id_of(one)) < 0.05)):
                away = tree[at] if dice.chance(0.75) else dice.pick(tree)
                d = dice.pick(away[2])
                home = (dice.pick(d[2]), d[1], away[1], f"JL {dice.pick(ROADS)} {1 + dice.below(90)}")
            lines.append(row(dice, offices, side, one, families[one.family], home, key))
            rank = who if side == 0 or who < both else who - both + lefts
            of.setdefault(rank, []).append(key)
        out.append(pa.Table.from_arrays([pa.array(column, t.type) for column, t in zip(zip(*lines), SCHEMA)], schema=SCHEMA))
        ids.append(of)
    pairs = [(l, r) for rank in range(both) for l in ids[0].get(rank, ()) for r in ids[1].get(rank, ())]
    doubles = [sorted((a, b)) for of in ids for keys in of.values() for i, a in enumerate(keys) for b in keys[i + 1:]]
    return out[0], out[1], pair_table(pairs), [pair_table([d for d in doubles if d[0][0] == side]) for side in "LR"]


def id_of(one):
    return int(one.nik)


def hash_unit(*numbers):
    """A number in [0, 1) that the same person always gets."""
    x = 0x9E3779B97F4A7C15
    for n in numbers:
        x = ((x ^ n) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 29
    return x / 2**64


def plain(table):
    """The list as a standardiser leaves it: a NIK of one digit sixteen times is no NIK."""
    niks = [None if nik and len(set(nik)) == 1 else nik for nik in table.column("nik").to_pylist()]
    return table.set_column(1, SCHEMA.field("nik"), pa.array(niks, pa.string()))


def pair_table(pairs):
    return pa.Table.from_arrays([pa.array([p[0] for p in pairs], pa.string()), pa.array([p[1] for p in pairs], pa.string())], schema=PAIRS)


# ---- files ------------------------------------------------------------------------------------------------------

HEADINGS = {
    "left": ["unique_id", "NOMOR INDUK KEPENDUDUKAN", "NAMA", "JENIS KELAMIN", "TEMPAT LAHIR", "TGL LAHIR", "ALAMAT", "KELURAHAN", "KECAMATAN",
             "KABUPATEN", "NAMA IBU", "NO TELP"],
    "right": ["unique_id", "NIK", "Nama Pekerja", "L/P", "Tempat Lahir", "Tanggal Lahir", "Alamat", "Desa/Kelurahan", "Kecamatan", "Kab/Kota",
              "Nama Ibu Kandung", "HP"],
}
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()


def csv_lines(side, table, dice):
    """The same rows as people send them: semicolons, dates in three forms, kinds of places, capitals as they like."""
    for values in zip(*(column.to_pylist() for column in table.columns)):
        cells = list(values)
        cells[2:3] = [cells[2].title() if dice.chance(0.5) else cells[2]]
        if cells[1] and dice.chance(0.05):
            cells[1] = dice.pick(["'" + cells[1], cells[1] + " ", cells[1][:6] + " " + cells[1][6:12] + " " + cells[1][12:]])
        if cells[5]:
            d = cells[5]
            cells[5] = dice.pick([f"{d.day:02d}/{d.month:02d}/{d.year}", f"{d.day}-{d.month}-{d.year}", f"{d.day} {MONTHS[d.month - 1]} {d.year}"])
        for at, kinds in ((7, ("Desa ", "Kel. ")), (8, ("Kec. ", "KEC. ")), (9, ("Kab. ", "KABUPATEN "))):
            if cells[at] and dice.chance(0.3):
                cells[at] = dice.pick(kinds) + cells[at].title()
        yield ";".join("" if cell is None else str(cell) for cell in cells)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--left", type=int, required=True)
    parser.add_argument("--right", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--faults", choices=("clean", "normal", "dirty"), default="normal")
    parser.add_argument("--csv", action="store_true")
    given_arguments = parser.parse_args()
    out, seed = given_arguments.out, given_arguments.seed
    out.mkdir(parents=True, exist_ok=True)
    factor = {"clean": 0.35, "normal": 1.0, "dirty": 1.7}[given_arguments.faults]

    weights = 0.3 + np.random.default_rng(np.random.SeedSequence([seed, 4])).random(REGENCIES)
    ends = np.concatenate([[0], np.cumsum(weights) / weights.sum()])
    cut = lambda rows: np.diff(np.round(ends * rows).astype(int)).tolist()
    lefts, rights = cut(given_arguments.left), cut(given_arguments.right)
    tasks = [(seed, at, lefts[at], rights[at], factor, 0.58, (0.012, 0.025)) for at in range(REGENCIES)]

    names = ("left", "right", "truth", "dup_left", "dup_right")
    writers = {n: pq.ParquetWriter(out / f"{n}.parquet", SCHEMA if n in ("left", "right") else PAIRS, compression="zstd") for n in names}
    texts = {n: open(out / f"{n}.csv", "w") for n in ("left", "right")} if given_arguments.csv else {}
    for side, text in texts.items():
        text.write(";".join(HEADINGS[side]) + "\n")
    pairs = 0
    with ProcessPoolExecutor(2) as pool:
        for at, (left, right, truth, doubles) in enumerate(pool.map(block, tasks)):
            for n, table in zip(names, (plain(left), plain(right), truth, *doubles)):
                writers[n].write_table(table, row_group_size=122_880)
            pairs += truth.num_rows
            for side, table in (("left", left), ("right", right)):
                if texts:
                    texts[side].writelines(line + "\n" for line in csv_lines(side, table, Dice(seed, 5, at, side == "right")))
    for writer in writers.values():
        writer.close()
    for text in texts.values():
        text.close()
    print(f"{given_arguments.left} x {given_arguments.right} rows, {pairs} true pairs")


if __name__ == "__main__":
    main()
