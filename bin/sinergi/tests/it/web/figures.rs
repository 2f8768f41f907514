//! Figures on the pages: that each opens, that each is the right one, and that those of few people are not shown.

use super::*;

#[test]
fn a_figure_opens_to_its_account_and_its_link_shows_the_same_after_more_data_came() {
    let home = linked();
    let pages = Pages::of(&home);
    let page = pages.get("/wilayah/73.09").text;
    assert!(page.contains("40,00%"), "{page}");
    let opened = pages.get(&link_in(&page, "/jelaskan?").replace("&amp;", "&"));
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let permanent = opened.header("location").to_owned();
    let before = pages.get(&permanent);
    assert_eq!(before.status, StatusCode::OK);
    for words in ["40,00%", "4 dari 10 pekerja", "Tidak ditemukan di register peserta", "Kec. Mandai", "measure-2", "link-"] {
        assert!(before.text.contains(words), "the explanation does not say {words:?}: {}", before.text);
    }
    home.ingest_text("lagi.csv", workers(strangers(10..30)), "workers", "Kec. Turikale");
    home.run(&["link"]).ended(0);
    let now = rate_of_maros(&home);
    assert_ne!(now, "40,00%");
    assert!(pages.get("/wilayah/73.09").text.contains(&now), "the page of today has moved on");
    assert_eq!(pages.get(&permanent).text, before.text, "the link has not");
    assert_eq!(pages.get("/angka/000000000000000000000000").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_share_above_one_hundred_percent_is_shown_as_it_is() {
    let home = Home::new();
    let text = "indicator;area_code;area_name;period;value;unit;precision;source;source_url;quality;note\n\
                eligible_workers;73.13;Kabupaten Wajo;2025-01;12196;persons;1;Contoh;javascript:alert(1);ok;\n\
                active_participants;73.13;Kabupaten Wajo;2025-01;14725;persons;1;Contoh;https://example.org/a;ok;<b>tebal</b>\n";
    home.ingest_text("angka.csv", text, "statistics", "Contoh");
    let pages = Pages::of(&home);
    let page = pages.get("/wilayah/73.13?penyebut=BPJS%20potensi%20Jan%202025").text;
    assert!(page.contains("120,74%") && page.contains("pembilang melebihi penyebut"), "{page}");
    assert!(page.contains("&lt;b&gt;tebal&lt;/b&gt;") && !page.contains("<b>tebal"), "a note is text, not HTML");
    let opened = pages.get(&link_in(&page, "/jelaskan?").replace("&amp;", "&"));
    let figure = pages.get(opened.header("location")).text;
    assert!(figure.contains("tidak dipotong menjadi 100%") && figure.contains("https://example.org/a"), "{figure}");
    assert!(!figure.contains("href=\"javascript:"), "an address that is none of the web is no link");
}

/// A line of a list that names the province, and the regency and district where they are given.
fn line_from(number: usize, regency: &str, district: &str) -> String {
    let person = crate::people::person(number);
    let birth = person.birth_text();
    format!("{};{};{birth};{};Petani;Sulawesi Selatan;{regency};{district};\n", person.nik, person.name, person.sex)
}

/// Ten people of Mandai in Maros, four of Turikale, three of Maros without a district, twelve of the province without a regency.
fn scattered() -> Home {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = strangers(0..4).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    let mut list = "NIK;Nama Lengkap;Tanggal Lahir;L/P;Pekerjaan;Provinsi;Kabupaten;Kecamatan;Desa\n".to_owned();
    for (numbers, regency, district) in
        [(0..10, "Maros", "Mandai"), (10..14, "Maros", "Turikale"), (14..17, "Maros", ""), (17..29, "", "")]
    {
        strangers(numbers).for_each(|number| list += &line_from(number, regency, district));
    }
    home.ingest_text("daftar.csv", list, "workers", "Dinas");
    home.run(&["link"]).ended(0);
    home
}

/// The cells of the row of a table that begins with a name, without their tags.
pub(super) fn row_of<'t>(page: &'t str, name: &str) -> Vec<String> {
    let row = page.split("<tr").find(|row| row.contains("<th scope=\"row\">") && row.contains(name));
    let row = row.unwrap_or_else(|| panic!("no row of {name}: {page}"));
    let row: &'t str = row.split("</tr>").next().unwrap_or_default();
    row.split("<td").skip(1).map(|cell| text_of(&cell[cell.find('>').map_or(0, |at| at + 1)..])).collect()
}

fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text
}

#[test]
fn fewer_than_ten_people_are_suppressed_wherever_they_stand() {
    let home = scattered();
    let pages = Pages::of(&home);
    let page = pages.get("/wilayah/73.09").text;
    assert_eq!(row_of(&page, "Mandai")[2..], ["4", "10", "6"]);
    assert_eq!(row_of(&page, "Turikale")[0], "‹10, disamarkan");
    assert_eq!(row_of(&page, "tidak menyebut tempat yang lebih rinci")[0], "‹10, disamarkan");
    assert!(page.contains("Di 2 tempat jumlah pekerja kurang dari 10"), "{page}");
    let small = pages.get("/wilayah/73.09.14").text;
    assert!(small.contains("Kurang dari 10 orang") && !small.contains("angka\""), "{small}");
    for place in ["wilayah=73.09.14", "wilayah=73.09.14&menurut=segment:bpu"] {
        let opened = pages.get(&format!("/jelaskan?bulan=2025-06&{place}"));
        assert!(opened.status.is_client_error(), "{place} opens: {}", opened.header("location"));
    }
}

#[test]
fn the_province_is_told_once_and_people_without_a_regency_under_a_name_of_their_own() {
    let home = scattered();
    let pages = Pages::of(&home);
    let page = pages.get("/cakupan").text;
    assert_eq!(row_of(&page, "tidak menyebut tempat yang lebih rinci")[2..], ["0", "12", "12"]);
    assert_eq!(row_of(&page, "Kabupaten Maros")[2..], ["4", "17", "13"]);
    assert_eq!(row_of(&page, ">Sulawesi Selatan<")[2..], ["4", "29", "25"]);
    let csv = pages.get("/cakupan.csv").text;
    let lines: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(lines.iter().filter(|line| line.starts_with("73;")).count(), 1, "{csv}");
    assert!(lines.last().is_some_and(|line| line.starts_with("73;") && line.contains(";29;")), "{csv}");
    let parts: u64 = lines[..lines.len() - 1].iter().map(|line| line.split(';').nth(7).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(parts, 29, "the parts add up to the whole: {csv}");
    // The preview of a list tells the whole, not the people without a regency.
    let sent = pages.upload("workers", "Kec. Bontoa", "2025-06-30", "b.csv", &workers(strangers(40..50)));
    let preview = pages.settled(sent.header("location")).text;
    assert!(row_of(&preview, ">Sulawesi Selatan<").contains(&"4 / 29".to_owned()), "{preview}");
}

#[test]
fn on_a_published_denominator_the_publisher_and_our_register_are_told_apart() {
    let home = linked();
    let pages = Pages::of(&home);
    let at = "/cakupan?penyebut=BPJS%20potensi%20Jun%202025";
    let published = pages.get(at).text;
    assert!(published.contains("47,38%") && published.contains("pembilang=register"), "{published}");
    let register = pages.get(&format!("{at}&pembilang=register")).text;
    assert!(!register.contains("Cakupan Sulawesi Selatan 47,38%") && register.contains("0,00%"), "{register}");
    for page in [&published, &register] {
        assert!(page.matches(">Kabupaten Maros</a>").count() <= 1, "a regency stands twice");
    }
    let csv = pages.get("/cakupan.csv?penyebut=BPJS%20potensi%20Jun%202025").text;
    assert_eq!(csv.lines().filter(|line| line.starts_with("73;")).count(), 1, "{csv}");
}

#[test]
fn a_published_figure_names_the_figures_it_rests_on_and_no_others() {
    let home = Home::new();
    let text = "indicator;area_code;area_name;period;value;unit;precision;source;source_url;quality;note\n\
                eligible_workers;73.13;Kabupaten Wajo;2025-01;1000;persons;1;Contoh;https://example.org/a;ok;\n\
                active_participants;73.13;Kabupaten Wajo;2025-01;400;persons;1;Contoh;https://example.org/b;ok;\n\
                active_participants;73.13;Kabupaten Wajo;2025-03;555;persons;1;Contoh;https://example.org/c;ok;\n\
                coverage;73.13;Kabupaten Wajo;2025-01;40;percent;1;Contoh;https://example.org/d;ok;\n";
    home.ingest_text("angka.csv", text, "statistics", "Contoh");
    let pages = Pages::of(&home);
    let page = pages.get("/wilayah/73.13?penyebut=BPJS%20potensi%20Jan%202025").text;
    let figure = pages.get(pages.get(&link_in(&page, "/jelaskan?").replace("&amp;", "&")).header("location")).text;
    for (address, used) in [("/a", true), ("/b", true), ("/c", false), ("/d", false)] {
        assert_eq!(figure.contains(&format!("https://example.org{address}\"")), used, "{address}: {figure}");
    }
}

#[test]
fn without_a_target_in_the_data_no_target_is_shown() {
    let home = Home::empty();
    home.run(&["init", "--region", "64"]).ended(0);
    let text = "indicator;area_code;area_name;period;value;unit;precision;source;source_url;quality;note\n\
                eligible_workers;64;Kalimantan Timur;2025-01;1000;persons;1;Contoh;https://example.org/a;ok;\n\
                active_participants;64;Kalimantan Timur;2025-01;400;persons;1;Contoh;https://example.org/b;ok;\n";
    home.ingest_text("angka.csv", text, "statistics", "Contoh");
    let pages = Pages::of(&home);
    let page = pages.get("/cakupan").text;
    assert!(page.contains("belum ada target yang ditetapkan") && !page.contains("68%"), "{page}");
    assert!(pages.get("/cakupan?target=50").text.contains("dari target 50%"));
}

#[test]
fn regions_that_come_in_are_known_without_a_new_start() {
    let home = Home::new();
    let pages = Pages::of(&home);
    assert_eq!(pages.get("/wilayah/73.99").status, StatusCode::NOT_FOUND);
    home.ingest_text("wilayah.csv", "code;name\n73.99;Kabupaten Contoh\n", "regions", "Contoh");
    let page = pages.get("/wilayah/73.99");
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("Kabupaten Contoh"));
}
