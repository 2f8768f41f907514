//! Who may see what, asked through the pages: every address in every role, two provinces with planted people, and the door.
//! Numbers in front of a sentence are those of the requirements (ASVS 5.0) and of the list of tests in docs/method/trust.md.

mod approvals;
mod canaries;
mod cases;
mod crash;
mod door;
mod evidence;
mod fuzz;
mod letters;
mod matrix;
mod meetings;
mod passkeys;
mod payments;
mod periods;
mod plans;
mod record;
mod reports;
mod subjects;

use crate::home::Home;
use crate::signed::{Answer, Phone, ask, request, sign_up};
use app::{Installation, Place};
use axum::Router;
use jiff::civil::{Date, date};
use sources::Sandbox;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

fn today() -> Date {
    date(2025, 7, 2)
}

/// The pages of an installation that several people use.
struct Office {
    home: Home,
    router: Router,
    desk: Arc<web::Desk>,
    runtime: Runtime,
}

/// Somebody who is signed in.
struct Person {
    role: String,
    cookie: String,
    phone: Phone,
}

impl Office {
    fn of(home: Home) -> Self {
        Self::at(home, || jiff::Timestamp::now().as_second())
    }

    /// The same with a clock of the test's own.
    fn at(home: Home, now: fn() -> i64) -> Self {
        Self::with(home, now, app::SecondPerson::default())
    }

    /// The same where people may also sign in through another institution.
    fn with_provider(home: Home, provider: app::Provider) -> Self {
        Self::placed(home, || jiff::Timestamp::now().as_second(), app::SecondPerson::default(), Some(provider))
    }

    /// The same with other numbers from which on a second person is asked.
    fn with(home: Home, now: fn() -> i64, second: app::SecondPerson) -> Self {
        Self::placed(home, now, second, None)
    }

    fn placed(home: Home, now: fn() -> i64, second: app::SecondPerson, provider: Option<app::Provider>) -> Self {
        let place = Place {
            data: home.data().to_owned(),
            key: app::KeySource::File(home.key()),
            sandbox: Sandbox::new(PathBuf::from(env!("CARGO_BIN_EXE_sinergi")), "read-upload"),
            query_memory: 256 << 20,
            threads: 1,
            patience: Duration::from_secs(60),
            retention: app::Retention::default(),
            second,
            request_hours: app::REQUEST_HOURS,
            provider,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let desk = web::Desk::at(runtime.block_on(Installation::open(place)).unwrap(), today, now, None);
        Self { home, router: web::router(Arc::clone(&desk)), desk, runtime }
    }

    fn person(&self, name: &str, role: &str, area: &str) -> Person {
        let (cookie, phone) = sign_up(&self.home, &self.router, &self.runtime, (name, role, area));
        Person { role: role.to_owned(), cookie, phone }
    }

    /// Signs in once more at a moment; gives back the cookie.
    fn sign_in(&self, person: &Person, name: &str, now: i64) -> String {
        let code = person.phone.code(now);
        let form = format!("nama={name}&sandi={}&kode={code}", crate::signed::PASSWORD.replace(' ', "+"));
        let answer = self.post("", "/masuk", &form);
        format!("sesi={}", answer.cookie("sesi").unwrap_or_else(|| panic!("{}", answer.text)))
    }

    fn get(&self, cookie: &str, path: &str) -> Answer {
        ask(&self.router, &self.runtime, request("GET", path, cookie, None))
    }

    fn post(&self, cookie: &str, path: &str, form: &str) -> Answer {
        ask(&self.router, &self.runtime, request("POST", path, cookie, Some(form)))
    }

    fn upload(&self, cookie: &str, source: &str, name: &str, content: &str) -> Answer {
        let field =
            |name: &str, value: &str| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = format!(
            "{}{}{}{}--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--batas--\r\n",
            field("kind", "workers"),
            field("source", source),
            field("as_of", "2025-06-30"),
            field("sent_by", "somebody-else")
        );
        let mut sent = request("POST", "/impor", cookie, Some(&body));
        sent.headers_mut().insert("content-type", "multipart/form-data; boundary=batas".parse().unwrap());
        ask(&self.router, &self.runtime, sent)
    }

    /// The page once its job is done.
    fn settled(&self, cookie: &str, path: &str) -> Answer {
        self.get(cookie, path);
        self.runtime.block_on(self.desk.quiet());
        self.get(cookie, path)
    }
}
