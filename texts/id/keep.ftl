# Cadangan, kunci, masa simpan, pemusnahan.
backed-up = Cadangan { $generation }: { $files } berkas ({ $copied } baru disalin, { $bytes } bita), { $rows } baris. Kuncinya tidak ikut disalin.
backup-let-go = dilepas: { $generation }
restored = Dipulihkan dari { $generation } dalam { $seconds } detik: { $files } berkas, { $batches } batch, { $rows } baris, { $lines } baris jejak; akar jejak { $root }.
restore-verified = Cadangan { $generation } utuh ({ $seconds } detik): { $files } berkas, { $batches } batch, { $rows } baris, { $lines } baris jejak; akar jejak { $root }. Tidak ada yang diganti.
restore-kept = yang sebelumnya disimpan di { $path }
swept = Dihapus karena masa simpannya lewat: { $waiting } berkas menunggu, { $checks } hasil cek, { $refused } berkas baris ditolak, { $debris } sisa pekerjaan.
key-rotated = Kunci diganti; tidak ada baris yang disentuh. Kunci lama ada di { $old }: simpan terpisah selama cadangan lama masih ada, lalu musnahkan.
erased = Batch { $batch } dimusnahkan: kuncinya dan { $files } berkas sudah tidak ada. Cadangan sebelumnya masih memuatnya sampai dilepas.
held = Batch { $batch } ditahan; tahanan { $id }.
hold-released = Tahanan { $id } dilepas.
verify-catalogue = KATALOG RUSAK: { $told }
verify-unbalanced = Batch { $batch } tidak impas: baris dibaca bukan diterima + ditolak + ganda, atau fakta bukan baris yang diterima
error-key-command = Kunci ini diberikan oleh perintah { $detail }; Sinergi tidak dapat menggantinya.
    .fix = Ganti kunci pada penyimpannya, atau pakai berkas kunci.
error-key-old = Kunci lama dari penggantian sebelumnya masih ada: { $detail }.
    .fix = Pindahkan ke tempat aman yang terpisah, lalu ulangi.
error-erased = Pertanyaan ini memerlukan batch { $detail }, yang sudah dimusnahkan.
    .fix = Tanyakan hari setelah batch itu ditarik; angka yang pernah dibuka tetap ada pada tautannya.
error-erase-current = Batch { $detail } masih dihitung.
    .fix = Tarik dahulu dengan sinergi withdraw { $detail }.
error-erase-held = Batch ini ditahan ({ $detail }).
    .fix = Tunggu sampai perkara selesai, atau lepaskan dengan sinergi hold release.
error-erase-linked = Tautan terakhir masih memakai batch { $detail }.
    .fix = Jalankan sinergi link, lalu ulangi.
error-no-hold = Tidak ada tahanan { $detail }, atau sudah dilepas.
error-backup-inside = Folder cadangan { $detail } ada di dalam folder data; keduanya akan hilang bersama.
    .fix = Pilih folder di cakram lain.
error-backup-twice = Cadangan { $detail } sudah ada.
    .fix = Ulangi sedetik lagi.
error-restore-none = Tidak ada cadangan di { $detail }.
    .fix = Periksa folder; nama generasi terlihat sebagai 20260701T020000Z.
error-restore-format = Bentuk cadangan ini ({ $detail }) bukan bentuk yang dikenal program ini.
    .fix = Pakai program yang membuatnya.
error-restore-proof = Manifes cadangan { $detail } sudah berubah sejak dibuat, atau kuncinya lain.
    .fix = Pakai generasi lain, atau kunci yang berlaku waktu cadangan dibuat.
error-restore-catalogue = Katalog dalam cadangan rusak: { $detail }
    .fix = Pakai generasi lain.
error-restore-differs = Isi katalog cadangan di { $detail } tidak sama dengan yang tercatat waktu dibuat.
    .fix = Pakai generasi lain.
error-restore-audit = Jejak dalam cadangan berubah mulai baris { $detail }
    .fix = Pakai generasi lain, dan beri tahu pejabat pelindungan data.
access-too-much = Terlalu banyak permintaan dari akun ini. Coba lagi dalam { $seconds } detik.
privacy-title = # Catatan pemrosesan dan penilaian dampak: { $region } ({ $code }), { $day }
privacy-how = Ditulis oleh `sinergi privacy` dari konfigurasi dan katalog pada hari itu. Yang tidak diketahui program ditandai **[diisi pengendali]**. Pasal menurut UU 27/2022; naskah resmi peraturan pelaksananya belum diperiksa.
privacy-synthetic = **Instalasi ini berisi orang yang tidak ada.**
privacy-who =
    ## Siapa dan untuk apa (Pasal 31)

    Pengendali, pejabat pelindungan data, dan kontaknya: **[diisi pengendali]**. Dasar pemrosesan tiap sumber dan nomor perjanjiannya: **[diisi pengendali]**. Tujuan: mengetahui pekerja yang terlindungi dan yang belum, merencanakan perlindungan, dan menindaklanjuti kewajiban.
privacy-data = ## Data yang dipegang
privacy-data-headings = jenis | batch | baris diterima | sumber | menggambarkan | kolom tersegel
privacy-data-gone = { $withdrawn } batch sudah ditarik dan masih disimpan; { $erased } batch sudah dimusnahkan.
privacy-data-cases = Perkara menyimpan { $evidence } bukti, masing-masing dikunci tersendiri, dan { $payments } baris mutasi bank dengan penyetor yang dikunci. Keduanya tidak mempunyai jangka simpan.
privacy-access = ## Siapa yang boleh apa
privacy-access-headings = peran | akun | boleh | data orang
privacy-recipients = Sistem lain yang membaca (token yang berlaku):
privacy-recipients-headings = untuk | peran | wilayah
privacy-key-file = berkas di luar folder data
privacy-key-command = perintah
privacy-keeping =
    ## Penyimpanan

    Identitas, unggahan, dan baris ditolak tersegel (AES-256-GCM) di bawah kunci tiap batch; kunci luar berasal dari { $key }. Token NIK: HMAC-SHA-256. Berkas menunggu { $waiting } hari, hasil cek { $checks } hari, baris ditolak yang diserahkan { $refused } hari. Masa simpan batch: **[diisi pengendali]**; dimusnahkan dengan `withdraw`, `link`, `erase`. Batch yang ditahan untuk perkara: { $held }.
privacy-audit = Jejak: { $lines } baris, { $signed } titik tanda. Setiap pembukaan data orang tercatat dengan alasannya.
privacy-impact =
    ## Penilaian dampak (Pasal 34)

    Diwajibkan: skala besar, pencocokan dan penggabungan, pemantauan sistematis; dan data spesifik bila upah, klaim, atau ahli waris dipegang. Tidak ada keputusan yang berakibat hukum tanpa manusia: pencocokan dan temuan hanya mengusulkan. Langkah: peran dan wilayah, kode ponsel, penyegelan, jejak dengan saksi, pembatasan banyaknya pembukaan, unggahan dibaca dalam proses terkurung, angka kecil disembunyikan pada halaman publik.
privacy-residual =
    ## Risiko yang tersisa

    Pemegang mesin, folder data, dan kunci melihat semuanya. Yang boleh melihat sebuah baris dapat memotretnya. Fakta bersifat pseudonim, bukan anonim. Tempat kecil dapat dihitung dari selisih di dalam instalasi. Penilaian, tanda tangan, dan tanggal: **[diisi pengendali]**.
privacy-written = Ditulis: { $path }

error-config-two-keys = key_file dan key_command sama-sama diisi; berkas kuncilah yang dipakai.
    .fix = Hapus salah satunya.
error-config-no-command = key_command kosong.
    .fix = Tulis program dan argumennya, atau hapus barisnya.
