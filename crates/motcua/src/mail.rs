//! How letters travel: to a mail server, or into a folder for a trial.

use crate::config::{Encryption, Mail};
use crate::fault::Fault;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Envelope};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use office::mail::{About, Message, Post, SendFault, Sender, Sending};
use std::error::Error as _;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use web::Letters;

/// How long a server may take for one word.
const PATIENCE: Duration = Duration::from_secs(20);

/// The post office that a configuration asks for.
pub fn post(mail: &Mail) -> Result<Post, Fault> {
    let asked = |text: &str| Fault::asked(format!("mail: {text}"));
    let sender: Arc<dyn Sender> = match (&mail.server, &mail.folder) {
        (Some(server), None) => Arc::new(Smtp::of(mail, server)?),
        (None, Some(folder)) => Arc::new(Folder::at(folder, from(mail)?)?),
        (Some(_), Some(_)) => return Err(asked("say server or folder, not both")),
        (None, None) => return Err(asked("say server, or folder for a trial")),
    };
    Ok(Post { sender, scribe: Arc::new(Letters), notices: mail.notices })
}

/// A demo's post office: letters stay in a folder.
pub fn into_folder(folder: &Path) -> Result<Post, Fault> {
    let from = "Bộ phận Một cửa <mot-cua@vi-du.example>";
    let from = from.parse::<Mailbox>().map_err(|e| Fault::failed(format!("{from}: {e}")))?;
    Ok(Post { sender: Arc::new(Folder::at(folder, from)?), scribe: Arc::new(Letters), notices: true })
}

fn from(mail: &Mail) -> Result<Mailbox, Fault> {
    mail.from.parse().map_err(|e| Fault::asked(format!("mail.from {:?}: {e}", mail.from)))
}

/// The letter as it travels.
fn envelope(from: &Mailbox, message: &Message) -> Result<Envelope, SendFault> {
    let never = |e: String| SendFault::Never(e);
    let to: Mailbox = message.to.parse().map_err(|_| never("the address is not one".into()))?;
    Envelope::builder()
        .from(from.clone())
        .to(to)
        .subject(&message.subject)
        .message_id(Some(format!("<{}>", message.id)))
        // RFC 3834: no holiday answers to this.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()))
        .header(ContentType::TEXT_PLAIN)
        .body(message.text.clone())
        .map_err(|e| never(e.to_string()))
}

/// A mail server.
struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    about: About,
}

impl Smtp {
    fn of(mail: &Mail, server: &str) -> Result<Self, Fault> {
        let asked = |text: String| Fault::asked(format!("mail: {text}"));
        let from = from(mail)?;
        let tls = || -> Result<TlsParameters, Fault> {
            let mut parameters = TlsParameters::builder(server.to_owned());
            if let Some(path) = &mail.ca {
                let pem = std::fs::read(path).map_err(|e| Fault::file(path, e))?;
                let certificate = Certificate::from_pem(&pem).map_err(|e| asked(format!("ca: {e}")))?;
                parameters = parameters.add_root_certificate(certificate);
            }
            parameters.build_rustls().map_err(|e| asked(format!("tls: {e}")))
        };
        let (tls, word, port) = match mail.encryption {
            Encryption::Starttls => (Tls::Required(tls()?), "starttls", 587),
            Encryption::Tls => (Tls::Wrapper(tls()?), "implicit", 465),
            Encryption::None if is_this_machine(server) => (Tls::None, "none", 25),
            Encryption::None => {
                return Err(asked(format!("encryption \"none\" is only for this machine itself, not for {server}")));
            }
        };
        let port = mail.port.unwrap_or(port);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.to_owned())
            .port(port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some(user) = &mail.user {
            let path = mail.password_file.as_ref().ok_or_else(|| asked("user needs password_file".into()))?;
            let password = std::fs::read_to_string(path).map_err(|e| Fault::file(path, e))?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        let about = About {
            kind: "smtp",
            place: format!("{server}:{port}"),
            tls: word,
            user: mail.user.clone(),
            from: from.to_string(),
        };
        Ok(Smtp { transport: builder.build(), from, about })
    }
}

/// What need not be encrypted because it leaves no machine.
fn is_this_machine(server: &str) -> bool {
    server == "localhost" || server.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Sender for Smtp {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(async move {
            let envelope = envelope(&self.from, message)?;
            match self.transport.send(envelope).await {
                Ok(answer) => {
                    let words: Vec<&str> = answer.message().collect();
                    Ok(format!("{} {}", answer.code(), words.join(" ")).trim().to_owned())
                }
                Err(e) if e.is_permanent() => Err(SendFault::Never(whole(&e))),
                Err(e) => Err(SendFault::Later(whole(&e))),
            }
        })
    }

    fn about(&self) -> About {
        self.about.clone()
    }
}

/// An error with its causes: "Connection error: Connection refused (os error 111)".
fn whole(e: &lettre::transport::smtp::Error) -> String {
    let mut out = e.to_string();
    let mut cause = e.source();
    while let Some(e) = cause {
        let text = e.to_string();
        if !out.contains(&text) {
            let _ = write!(out, ": {text}");
        }
        cause = e.source();
    }
    out
}

/// A folder: one file a letter, in the order in which they were written.
struct Folder {
    path: PathBuf,
    from: Mailbox,
}

impl Folder {
    fn at(path: &Path, from: Mailbox) -> Result<Self, Fault> {
        std::fs::create_dir_all(path).map_err(|e| Fault::file(path, e))?;
        Ok(Folder { path: path.to_owned(), from })
    }
}

impl Sender for Folder {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(async move {
            // Looked at as a server would, so that a trial finds what a server refuses.
            envelope(&self.from, message)?;
            let name: String = message
                .id
                .chars()
                .take_while(|c| *c != '@')
                .filter(|c| c.is_ascii_alphanumeric() || "-.".contains(*c))
                .collect();
            let text = format!(
                "From: {}\nTo: {}\nSubject: {}\nMessage-ID: <{}>\n\n{}\n",
                self.from, message.to, message.subject, message.id, message.text
            );
            let path = self.path.join(format!("{name}.txt"));
            let written = tokio::fs::write(&path, text).await;
            written.map(|()| format!("250 {name}.txt")).map_err(|e| SendFault::Later(e.to_string()))
        })
    }

    fn about(&self) -> About {
        About {
            kind: "folder",
            place: self.path.display().to_string(),
            from: self.from.to_string(),
            ..About::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(toml: &str) -> Mail {
        toml::from_str(&format!("from = \"Một cửa <a@b.example>\"\n{toml}")).expect("a section")
    }

    #[test]
    fn what_is_not_encrypted_stays_on_this_machine() {
        assert!(post(&mail("server = \"127.0.0.1\"\nencryption = \"none\"")).is_ok());
        let fault = post(&mail("server = \"mail.example\"\nencryption = \"none\"")).err().expect("refused");
        assert!(fault.to_string().contains("only for this machine itself"), "{fault}");
    }

    #[test]
    fn a_server_or_a_folder_but_not_both_and_not_neither() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = format!("folder = {:?}", dir.path().join("letters"));
        assert!(post(&mail(&folder)).is_ok());
        assert!(post(&mail("")).is_err());
        assert!(post(&mail(&format!("{folder}\nserver = \"mail.example\""))).is_err());
        assert!(post(&mail("server = \"mail.example\"\nuser = \"a\"")).is_err(), "a user needs a password");
    }

    #[test]
    fn a_letter_says_who_wrote_it_and_wants_no_holiday_answer() {
        let from: Mailbox = "Bộ phận Một cửa <mot-cua@vi-du.example>".parse().expect("an address");
        let message = Message {
            id: "1@vi-du.example".into(),
            to: "nguoi@vi-du.example".into(),
            subject: "Hồ sơ đã tiếp nhận".into(),
            text: "Kính gửi ông/bà".into(),
        };
        let bytes = envelope(&from, &message).expect("a letter").formatted();
        let text = String::from_utf8(bytes).expect("ASCII");
        for line in ["Message-ID: <1@vi-du.example>", "Auto-Submitted: auto-generated", "Subject: =?utf-8?b?"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(envelope(&from, &Message { to: "a@b.example\r\nBcc: c@d.example".into(), ..message }).is_err());
    }
}
