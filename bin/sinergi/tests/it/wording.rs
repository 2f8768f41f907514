//! What the command line says when it cannot do as it was told: in the language of the reader, with what to do next.

use crate::home::Home;

#[test]
fn a_command_line_that_cannot_be_read_is_answered_in_the_language_asked_for() {
    let home = Home::new();
    let unknown = home.run(&["coverage", "--tahun", "2025"]).ended(2);
    assert!(unknown.err.contains("Tidak ada pilihan --tahun") && unknown.err.contains("Cara menulis"), "{}", unknown.err);
    let value = home.run(&["coverage", "--format", "pdf"]).ended(2);
    assert!(value.err.contains("\"pdf\" tidak dikenal") && value.err.contains("table, json, csv"), "{}", value.err);
    let verb = home.run(&["coverag", "--lang", "en"]).ended(2);
    assert!(verb.err.contains("There is no command coverag. Perhaps coverage was meant."), "{}", verb.err);
    let missing = home.run(&["template", "workers", "--lang=en"]).ended(2);
    assert!(missing.err.contains("Not named: --out <FILE>"), "{}", missing.err);
    for told in [unknown, value, verb, missing] {
        assert!(told.out.is_empty() && !told.err.contains("error:"), "{}", told.err);
    }
}

#[test]
fn a_configuration_that_cannot_be_used_is_told_in_the_language_asked_for() {
    let home = Home::new();
    let wrong = home.write("salah.toml", "data = 5\n");
    let run = home.run(&["status", "--config", wrong.to_str().unwrap()]).ended(1);
    assert!(run.err.contains("Konfigurasi tidak dapat dibaca"), "{}", run.err);
    let run = home.run(&["status", "--lang", "en", "--config", "tidak-ada.toml"]).ended(1);
    assert!(run.err.contains("There is no configuration file tidak-ada.toml."), "{}", run.err);
    let small = home.write("kecil.toml", "query_memory_mb = 1\nlang = \"jv\"\n");
    let run = home.run(&["config", "check", "--lang", "en", "--config", small.to_str().unwrap()]).ended(1);
    assert!(run.err.contains("query_memory_mb is 1; 64 is the least"), "{}", run.err);
    let run = home.run(&["config", "check", "--config", small.to_str().unwrap()]).ended(1);
    assert!(run.err.contains("lang berisi \"jv\""), "{}", run.err);
}
