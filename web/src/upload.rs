//! A form with a file: the file goes to the disk as it comes, the fields are short texts.

use app::AppError;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tokio::io::AsyncWriteExt;

/// The longest field of a form, in bytes: a list of some thousand people, pasted.
const LONGEST_FIELD: usize = 512 << 10;

/// What arrived.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    fields: BTreeMap<String, String>,
    /// The name that the file has on our disk; empty where there was none.
    pub(crate) file_name: String,
    /// Where it is.
    pub(crate) path: Option<PathBuf>,
}

impl Sent {
    /// A field as it was typed.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map(|text| text.trim()).unwrap_or_default()
    }

    /// A field of one line, as far as it may be shown.
    pub(crate) fn line(&self, name: &str) -> String {
        base::handover::showable(self.text(name))
    }
}

/// Why a body did not arrive.
pub(crate) enum Broken {
    /// Larger than a page takes.
    TooLarge,
    /// Cut off, or no form of ours.
    Stream,
    /// Our disk.
    Ours(AppError),
}

/// A new id: thirty-two hexadecimal digits.
pub(crate) fn new_id() -> Result<String, AppError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Unreadable("the system gives no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Takes a body in; `place` says where its file goes.
pub(crate) async fn take(mut body: Multipart, place: impl Fn(&str) -> Result<PathBuf, AppError>) -> (Sent, Result<(), Broken>) {
    let mut sent = Sent::default();
    let done = take_into(&mut sent, &mut body, place).await;
    (sent, done)
}

fn broken(error: &MultipartError) -> Broken {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Broken::TooLarge } else { Broken::Stream }
}

async fn take_into(
    sent: &mut Sent,
    body: &mut Multipart,
    place: impl Fn(&str) -> Result<PathBuf, AppError>,
) -> Result<(), Broken> {
    while let Some(mut field) = body.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let Some(file_name) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) else { continue };
            let path = place(&file_name).map_err(Broken::Ours)?;
            sent.file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let disk = |source| Broken::Ours(AppError::Disk { doing: "keep", path: path.clone(), source });
            let mut file = tokio::fs::File::create(&path).await.map_err(disk)?;
            while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
                file.write_all(&chunk).await.map_err(disk)?;
            }
            file.sync_all().await.map_err(disk)?;
            sent.path = Some(path);
            continue;
        }
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
            if text.len() + chunk.len() > LONGEST_FIELD {
                return Err(Broken::TooLarge);
            }
            text.extend_from_slice(&chunk);
        }
        sent.fields.insert(name, String::from_utf8_lossy(&text).into_owned());
    }
    Ok(())
}
