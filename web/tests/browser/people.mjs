// People who do not exist, and the files that name them. Every NIK ends in 9001 to 9999.
import { crc32 } from './crc32.mjs';

const FIRST = ['Rahman', 'Kadir', 'Jufri', 'Ilham', 'Hasan', 'Amir', 'Salma', 'Hasnah', 'Marwah', 'Nurlia', 'Kasma', 'Fitri'];
const SECOND = ['Baso', 'Tenri', 'Sessu', 'Lolo', 'Gassing', 'Mappa', 'Sompa', 'Rewa', 'Tahir', 'Wello', 'Bunga', 'Coma', 'Dalle'];
const THIRD = ['Palallo', 'Sikki', 'Tompo', 'Ngalle', 'Situju', 'Raja', 'Sangkala', 'Tutu', 'Wahid', 'Yunus', 'Beddu', 'Cinnong'];

const two = (number) => String(number).padStart(2, '0');

/** The person with a number below 14,000: no two were born on one day. */
export function person(number) {
  const birth = new Date(Date.UTC(1960, 0, 2 + ((number * 997) % 14_000)));
  const [day, month, year] = [birth.getUTCDate(), birth.getUTCMonth() + 1, birth.getUTCFullYear()];
  const woman = number % 2 === 1;
  const nik = `730901${two(day + (woman ? 40 : 0))}${two(month)}${two(year % 100)}${9001 + (number % 990)}`;
  const name = [FIRST[number % 12], SECOND[(number * 5) % 13], THIRD[(number * 7 + Math.floor(number / 12)) % 12]].join(' ');
  return { nik, name, birth: `${two(day)}-${two(month)}-${year}`, sex: woman ? 'P' : 'L' };
}

export function register(numbers) {
  const lines = numbers.map((number) => {
    const { nik, name, birth } = person(number);
    return `K${number};${nik};${name};${birth};BPU;Y;Y;Maros;2024-01..2025-06`;
  });
  return ['KPJ;NIK;Nama Lengkap;Tanggal Lahir;Segmen;JKK;JKM;Kabupaten;Bulan Iuran', ...lines, ''].join('\n');
}

const HEADINGS = ['No', 'NIK', 'Nama Lengkap', 'Tanggal Lahir', 'L/P', 'Pekerjaan', 'Kabupaten', 'Kecamatan', 'Desa'];

export function row(number, district = 'Mandai') {
  const { nik, name, birth, sex } = person(number);
  return [String(number), nik, name, birth, sex, 'Petani', 'Maros', district, ''];
}

export function workers(numbers, district) {
  return [HEADINGS, ...numbers.map((number) => row(number, district))].map((cells) => cells.join(';')).join('\n') + '\n';
}

/** A list whose rows name members of the register without being sure of it: another last word, or another serial and a shorter name. */
export function doubtful(numbers) {
  const lines = numbers.map((number) => {
    const cells = row(number);
    const [first, second] = cells[2].split(' ');
    const slipped = `${cells[1].slice(0, 12)}${9001 + ((number + 7) % 990)}`;
    [cells[1], cells[2]] = number % 2 ? ['', `${first} ${second} ${person(number + 5).name.split(' ')[2]}`] : [slipped, `${first} ${second}`];
    return cells.join(';');
  });
  return [HEADINGS.join(';'), ...lines, ''].join('\n');
}

/** A list that is sent in several parts: a remark without end in every row, which nobody reads. */
export function longList(numbers) {
  const lines = numbers.map((number) => [...row(number), 'catatan '.repeat(800)].join(';'));
  return [[...HEADINGS, 'Catatan'].join(';'), ...lines, ''].join('\n');
}

/** A messy workbook: a title, a blank line, headings in the third row, a row that is nobody, a total below. */
export function messyWorkbook(numbers) {
  const nobody = ['99', '', '', '', '', '', 'Maros', 'Mandai', ''];
  const total = ['JUMLAH', String(numbers.length), '', '', '', '', '', '', ''];
  return workbook([['DAFTAR PEKERJA KECAMATAN MANDAI'], [''], HEADINGS, ...numbers.map((number) => row(number)), nobody, total]);
}

/** The refused row as its sender would mend it. */
export function mendedWorkbook(number) {
  return workbook([HEADINGS, row(number)]);
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The smallest workbook that Excel opens: text cells in one sheet. */
function workbook(rows) {
  const column = (number) => String.fromCharCode(65 + number);
  const cells = (cells, line) =>
    cells.map((cell, at) => `<c r="${column(at)}${line}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`).join('');
  const sheet = rows.map((row, at) => `<row r="${at + 1}">${cells(row, at + 1)}</row>`).join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zip({
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Daftar" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  });
}

/** Files stored in a zip without compression. */
function zip(files) {
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, place, path]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end]);
}
