# Rencana: alokasi, batas, harga.
plan-optimal = Rencana terbukti terbaik
plan-feasible = Rencana belum terbukti terbaik; rencana lain dapat lebih baik paling banyak { $gap }
plan-infeasible = Tidak ada rencana yang memenuhi semua batas. Batas yang bertentangan: { $limits }
plan-heading-cell = Sel
plan-heading-fund = Dana
plan-heading-people = Orang
plan-heading-rupiah = Rupiah
plan-total = JUMLAH
plan-price-fund = Tiap Rp100 juta tambahan dalam { $id } bernilai { $worth }.
plan-price-limit = Melonggarkan { $id } satu orang bernilai { $worth }.
