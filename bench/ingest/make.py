#!/usr/bin/env python3
"""Writes two big csv files of people who do not exist: a register of 4.6 million memberships and a list of 2.2 million
workers, and the first 100,000 workers for a workbook. Serials of the NIKs are 9001 to 9999, which nobody has."""
import random, sys
from pathlib import Path

out = Path(sys.argv[1])
scale = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
out.mkdir(parents=True, exist_ok=True)
rng = random.Random(7)
FIRST = "Muh. Andi Siti Abd. Nur St. Sri Rahmat Hasan Ilham Irwan Jumriati Sitti Darwis Fatimah Ramlah Baso Syamsul Kadir Arif".split()
LAST = "Rahman Amin Daeng Naba Kanang Tayang Mappa Tenri Sose Palinggi Tandi Yusuf Salam Aminah Hasanah Basri Kadir Halim Rauf".split()
PLACES = ["73.71", "73.06", "73.08", "73.09", "73.13", "73.15", "73.72", "73.73"]
DISTRICTS = ["737105", "737101", "730601", "730805", "730903", "731302", "731504", "737201"]

def person(i):
    place = i % 8
    year, month, day, woman = 1955 + i * 7 % 50, 1 + i * 5 % 12, 1 + i * 3 % 28, i % 2
    nik = f"{DISTRICTS[place]}{day + 40 * woman:02d}{month:02d}{year % 100:02d}{9001 + i * 11 % 999}"
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"
    return place, year, month, day, woman, nik, name

with open(out / "peserta.csv", "w") as f:
    f.write("KPJ,NIK,NAMA_LENGKAP,TGL_LAHIR,JENIS_KELAMIN,SEGMEN,NPP,NAMA_PERUSAHAAN,KODE_KABUPATEN,KABUPATEN,JKK,JKM,JHT,JP,TGL_KEPESERTAAN,BULAN_IURAN,UPAH\n")
    for i in range(int(4_600_000 * scale)):
        place, y, m, d, woman, nik, name = person(i)
        code = PLACES[place].replace(".", "") if place not in (2, 3) else PLACES[place]
        f.write(f"{10_000_000_000 + i},{nik},{name},{d:02d}-{m:02d}-{y},{'LP'[woman]},{('PU', 'BPU', 'JAKON')[i % 3]},{10_000_000 + i % 90_000},PT Contoh {i % 90_000},{code},,Y,Y,{'YT'[i % 2]},T,01-0{1 + i % 9}-2022,2023-07..2025-0{1 + i % 6},{3_000_000 + i % 5000 * 1000}\n")
with open(out / "pekerja.csv", "w") as f:
    f.write("No;NIK;Nama Lengkap;Tempat Lahir;Tanggal Lahir;L/P;Kabupaten;Alamat;Pekerjaan;No HP;Nama Ibu Kandung\n")
    for i in range(int(2_200_000 * scale)):
        place, y, m, d, woman, nik, name = person(i * 2)
        f.write(f"{i + 1};{nik};{name};Makassar;{d:02d}/{m:02d}/{y};{'LP'[woman]};{PLACES[place]};Dusun {i % 400} RT {i % 9};{('Petani', 'Nelayan', 'Ojek')[i % 3]};0800{i:08d};Hj. {rng.choice(LAST)}\n")
