//! Every word that people read, in Fluent files by area: `id/` is the source, `en/` its translation.
//! A message is a sentence; its attribute `.fix`, where it has one, says what to do next.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// Reads `id` or `en`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "id" => Some(Self::Indonesian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// `id` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }
}

const INDONESIAN: [&str; 18] = [
    include_str!("../id/finding.ftl"),
    include_str!("../id/source.ftl"),
    include_str!("../id/command.ftl"),
    include_str!("../id/error.ftl"),
    include_str!("../id/law.ftl"),
    include_str!("../id/web.ftl"),
    include_str!("../id/access.ftl"),
    include_str!("../id/plan.ftl"),
    include_str!("../id/case.ftl"),
    include_str!("../id/letter.ftl"),
    include_str!("../id/detect.ftl"),
    include_str!("../id/meeting.ftl"),
    include_str!("../id/keep.ftl"),
    include_str!("../id/link.ftl"),
    include_str!("../id/approval.ftl"),
    include_str!("../id/subject.ftl"),
    include_str!("../id/period.ftl"),
    include_str!("../id/report.ftl"),
];
const ENGLISH: [&str; 18] = [
    include_str!("../en/finding.ftl"),
    include_str!("../en/source.ftl"),
    include_str!("../en/command.ftl"),
    include_str!("../en/error.ftl"),
    include_str!("../en/law.ftl"),
    include_str!("../en/web.ftl"),
    include_str!("../en/access.ftl"),
    include_str!("../en/plan.ftl"),
    include_str!("../en/case.ftl"),
    include_str!("../en/letter.ftl"),
    include_str!("../en/detect.ftl"),
    include_str!("../en/meeting.ftl"),
    include_str!("../en/keep.ftl"),
    include_str!("../en/link.ftl"),
    include_str!("../en/approval.ftl"),
    include_str!("../en/subject.ftl"),
    include_str!("../en/period.ftl"),
    include_str!("../en/report.ftl"),
];

/// The texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
    language: Language,
}

impl Texts {
    /// Loads the texts of a language.
    pub fn of(language: Language) -> Self {
        let files = match language {
            Language::Indonesian => INDONESIAN,
            Language::English => ENGLISH,
        };
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks are for mixed writing directions, which we have not; they would end up in spreadsheets.
        bundle.set_use_isolating(false);
        for file in files {
            // A flaw in an embedded file is found by the tests below; the sound messages of the file still load.
            let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle, language }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A sentence. A key without a text shows itself, so that it is noticed and nothing is hidden.
    pub fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.find(key, None, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// What to do next about it; empty where nothing needs doing.
    pub fn fix(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.find(key, Some("fix"), arguments).unwrap_or_default()
    }

    fn find(&self, key: &str, attribute: Option<&str>, arguments: &[(&str, &str)]) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut named = FluentArgs::new();
        for (name, value) in arguments {
            named.set(*name, *value);
        }
        let mut flaws = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&named), &mut flaws).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(files: &[&str]) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let mut message = String::new();
        for line in files.iter().flat_map(|file| file.lines()) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                message = key.to_owned();
                keys.insert(key.to_owned());
            } else if let Some((attribute, _)) = line.trim_start().strip_prefix('.').and_then(|rest| rest.split_once(" =")) {
                keys.insert(format!("{message}.{attribute}"));
            }
        }
        keys
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(keys(&INDONESIAN), keys(&ENGLISH));
    }

    /// The second of two sentences with one key would take the place of the first, on a page that nobody thought of.
    #[test]
    fn no_key_stands_for_two_sentences() {
        for files in [&INDONESIAN, &ENGLISH] {
            let mut seen = BTreeSet::new();
            let lines = files.iter().flat_map(|file| file.lines());
            let named = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            for key in named.filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
                assert!(seen.insert(key), "{key} is said twice");
            }
        }
    }

    #[test]
    fn every_file_is_sound_fluent() {
        for file in INDONESIAN.iter().chain(&ENGLISH) {
            assert!(FluentResource::try_new((*file).to_owned()).is_ok());
        }
    }

    #[test]
    fn every_refusal_and_note_of_the_law_has_a_sentence() {
        for language in [Language::Indonesian, Language::English] {
            let texts = Texts::of(language);
            let notes = base::law::assess::Note::ALL.iter().map(|note| note.code());
            for code in base::law::assess::Refusal::CODES.into_iter().chain(notes).chain(base::law::benefit::REMARKS) {
                assert_ne!(texts.say(code, &[]), code, "{code} has no sentence in {}", language.code());
            }
        }
    }

    #[test]
    fn every_finding_and_every_refused_file_has_a_sentence_and_advice() {
        for language in [Language::Indonesian, Language::English] {
            let texts = Texts::of(language);
            let findings = base::handover::FindingCode::ALL.iter().map(|code| code.code());
            for code in findings.chain(sources::RefusalCode::ALL.iter().map(|code| code.code())) {
                assert_ne!(texts.say(code, &[]), code, "{code} has no sentence in {}", language.code());
                assert!(!texts.fix(code, &[]).is_empty(), "{code} has no advice in {}", language.code());
            }
        }
    }
}
