# Persetujuan orang kedua.
approval-title = Persetujuan
approval-more = Yang tidak boleh dilakukan seorang diri: mengambil banyak orang dengan nama, menarik daftar besar, memusnahkan, dan memberi hak atas seluruh wilayah. Seorang meminta, orang lain yang berhak memutuskan, lalu peminta menjalankannya satu kali. Setiap langkah tercatat di jejak audit.
approval-none = Belum ada permintaan yang dapat Anda lihat.
approval-to-decide = Menunggu keputusan Anda
approval-mine = Permintaan saya
approval-others = Permintaan lain di wilayah Anda
approval-act = Permintaan
approval-act-take = Mengambil daftar dengan nama
approval-act-withdraw = Menarik daftar
approval-act-erase = Memusnahkan daftar
approval-act-grant = Akun untuk seluruh wilayah
approval-act-token = Token untuk seluruh wilayah
approval-act-erase-person = Memusnahkan data satu orang
approval-people = Baris orang
approval-reason = Alasan
approval-reason-help = Untuk orang kedua yang memutuskan; jangan menulis nama atau NIK.
approval-why = Catatan keputusan (wajib kalau menolak)
approval-asked-by = Diminta oleh
approval-asked-at = Diminta pada
approval-decided-by = Diputus oleh
approval-ends = Berlaku sampai
approval-link-ends = Berkas dapat diambil sampai
approval-done-at = Dijalankan pada
approval-hash = Sidik jari isi
approval-state-asked = menunggu orang kedua
approval-state-approved = disetujui, belum dijalankan
approval-state-waiting = berkas menunggu diambil
approval-state-done = sudah dijalankan
approval-state-rejected = ditolak atau ditarik kembali
approval-state-ended = lewat waktu
approval-decide-more = Anda memutuskan untuk lembaga, bukan untuk peminta: periksa jumlah, wilayah, dan alasannya. Kalau datanya berubah sebelum dijalankan, persetujuan ini tidak berlaku lagi.
approval-approve = Setujui
approval-reject = Tolak
approval-take-back = Tarik kembali permintaan
approval-wait = Menunggu orang lain yang berhak. Anda tidak dapat menyetujui permintaan sendiri.
approval-carry-out = Jalankan sekarang
approval-then-take = Menjalankan menampilkan kata sandi berkas satu kali; setelah itu berkas dapat diunduh satu kali.
approval-then-withdraw = Menjalankan mengeluarkan daftar ini dari angka.
approval-then-erase = Menjalankan memusnahkan kunci dan berkas daftar ini. Tidak dapat dibatalkan.
approval-then-grant = Menjalankan membuat akun dan menampilkan kode aktivasinya satu kali.
approval-then-token = Menjalankan membuat token dan menampilkannya satu kali.
approval-then-erase-person = Menjalankan memusnahkan data orang ini di semua daftar. Tidak dapat dibatalkan.
approval-fetch = Unduh berkas
approval-fetch-more = Berkas dapat diunduh satu kali oleh Anda sampai { $day }. Berkas tersandi: Excel dan LibreOffice meminta kata sandinya saat dibuka.
approval-password-once = Kata sandi berkas. Catat sekarang; tidak akan tampil lagi.
approval-password-how = Jangan mengirim kata sandi lewat saluran yang sama dengan berkasnya.
approval-withdrawn = Batch { $batch } sudah ditarik dari angka.
approval-erased = Batch { $batch } sudah dimusnahkan.
approval-erased-person = Data orang ini sudah dimusnahkan: { $rows } baris di { $batches } daftar.
approval-needed = Daftar sebesar ini tidak ditarik seorang diri: permintaan Anda diputus orang kedua.
approval-ask = Minta persetujuan
approval-ask-list = Minta persetujuan untuk { $count } orang
approval-too-many = Lebih dari { $count } orang diambil dengan persetujuan orang kedua, sebagai berkas tersandi.
approval-erase = Musnahkan daftar ini
approval-erase-more = Kunci dan semua berkas daftar dimusnahkan; jumlahnya tetap. Selalu diputus orang kedua.
approval-approved = Permintaan { $id } disetujui.
approval-rejected = Permintaan { $id } ditolak.
take-mark = Diambil oleh { $who } untuk { $purpose }, { $at }. Data pribadi: jangan diteruskan.
take-mark-approved = Persetujuan { $id }, disetujui oleh { $by }.
error-needs-second = Ini memerlukan orang kedua ({ $detail }).
    .fix = Minta persetujuan di halaman; orang lain yang berhak memutuskannya.
error-no-approval = Tidak ada permintaan ini.
    .fix = Buka dari halaman Persetujuan.
error-approval-account = Hanya akun yang meminta persetujuan, bukan { $detail }.
    .fix = Masuk dengan akun Anda.
error-approval-reason = Tulis alasannya.
    .fix = Satu kalimat untuk orang yang memutuskan, tanpa nama atau NIK.
error-approval-own = Permintaan sendiri tidak dapat Anda setujui.
    .fix = Orang lain yang berhak memutuskannya.
error-approval-others = Hanya peminta yang menjalankannya.
    .fix = Minta peminta membuka halaman Persetujuan.
error-approval-changed = Datanya berubah sejak diminta: yang akan terjadi bukan lagi yang disetujui.
    .fix = Minta sekali lagi.
error-approval-state = Langkah ini tidak dapat diambil: { $detail ->
        [asked] belum ada yang memutuskan
        [approved] sudah disetujui dan belum dijalankan
        [waiting] berkasnya sudah menunggu diambil
        [rejected] permintaan ditolak
        [ended] waktunya sudah lewat
       *[done] sudah dijalankan
    }.
    .fix = Buka permintaannya, atau minta sekali lagi.
