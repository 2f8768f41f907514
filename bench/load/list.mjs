// A list of so many people who do not exist, without NIK: node list.mjs ROWS > list.csv
const rows = Number(process.argv[2]);
const words = ['Rahman', 'Kadir', 'Jufri', 'Ilham', 'Hasan', 'Amir', 'Salma', 'Hasnah', 'Marwah', 'Nurlia', 'Baso', 'Tenri', 'Sessu', 'Lolo', 'Mappa', 'Sompa'];
const two = (number) => String(number).padStart(2, '0');
let text = 'No;NIK;Nama Lengkap;Tanggal Lahir;L/P;Pekerjaan;Kabupaten;Kecamatan\n';
for (let row = 1; row <= rows; row += 1) {
  const name = [row, row >> 4, row >> 8, row >> 12].map((part) => words[part & 15]).join(' ');
  text += `${row};;${name};${two((row % 28) + 1)}-${two((row % 12) + 1)}-${1960 + (row % 40)};${row % 2 ? 'L' : 'P'};Petani;Maros;Mandai\n`;
  if (row % 10_000 === 0) {
    if (!process.stdout.write(text)) await new Promise((go) => process.stdout.once('drain', go));
    text = '';
  }
}
process.stdout.write(text);
