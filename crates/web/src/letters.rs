//! The words of letters: to applicants in Vietnamese, codes and links in the language they were asked for.

use crate::args;
use crate::i18n::{Lang, Tr};
use domain::contact::Notice;
use office::mail::{Letter, Scribe};

/// Words letters with the texts of the locales.
#[derive(Debug, Clone, Copy, Default)]
pub struct Letters;

impl Scribe for Letters {
    fn write(&self, letter: &Letter) -> (String, String) {
        match letter {
            Letter::Notice { notice, code, shop, link } => notice_of(*notice, code, shop, link),
            Letter::Code { digits, code, minutes, english } => {
                let t = lang(*english);
                let subject = t.f("letter-code-subject", args!["code" => code.as_str()]);
                let first = t.f(
                    "letter-code",
                    args!["digits" => digits.as_str(), "code" => code.as_str(), "minutes" => *minutes],
                );
                (subject, paragraphs(t, &[first, t.s("letter-code-warning")]))
            }
            Letter::Recovery { link, minutes, english } => {
                let t = lang(*english);
                let first = t.f("letter-recovery", args!["link" => link.as_str(), "minutes" => *minutes]);
                (t.s("letter-recovery-subject"), paragraphs(t, &[first, t.s("letter-recovery-warning")]))
            }
            Letter::DatesMoved { document, dossiers, link } => {
                let t = lang(false);
                let first = t.f("letter-dates-moved", args!["n" => *dossiers, "document" => document.as_str()]);
                let link = t.f("letter-dates-moved-link", args!["link" => link.as_str()]);
                (t.f("letter-dates-moved-subject", args!["n" => *dossiers]), paragraphs(t, &[first, link]))
            }
            Letter::Test { at, english } => {
                let t = lang(*english);
                let first = t.f("letter-test", args!["when" => t.moment_long(*at)]);
                (t.s("letter-test-subject"), paragraphs(t, &[first]))
            }
        }
    }
}

fn lang(english: bool) -> Tr {
    Tr(if english { Lang::En } else { Lang::Vi })
}

/// A notice names no person and no procedure: a mailbox is read by others too. The link leads on.
fn notice_of(notice: Notice, code: &str, shop: &str, link: &str) -> (String, String) {
    let t = Tr(Lang::Vi);
    let (word, due) = match notice {
        Notice::Received { due } => ("received", Some(due)),
        Notice::SupplementAsked {} => ("supplement-asked", None),
        Notice::Resumed { due } => ("resumed", Some(due)),
        Notice::NewDate { due } => ("new-date", Some(due)),
        Notice::DateMoved { due } => ("date-moved", Some(due)),
        Notice::Ready {} => ("ready", None),
        Notice::Stopped {} => ("stopped", None),
    };
    let subject = t.f("letter-notice-subject", args!["code" => code, "what" => t.s(&format!("contact-{word}"))]);
    let key = format!("letter-{word}");
    let body = match due {
        Some(due) => t.f(&key, args!["code" => code, "shop" => shop, "due" => t.moment_long(due)]),
        None => t.f(&key, args!["code" => code, "shop" => shop]),
    };
    let link = t.f("letter-link", args!["link" => link]);
    (subject, paragraphs(t, &[body, link]))
}

fn paragraphs(t: Tr, middle: &[String]) -> String {
    let mut all = vec![t.s("letter-greeting")];
    all.extend_from_slice(middle);
    all.push(t.s("letter-foot"));
    all.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::Letters;
    use domain::contact::Notice;
    use office::mail::{Letter, Scribe};

    fn at() -> jiff::Timestamp {
        "2026-08-27T10:00:00Z".parse().expect("a moment")
    }

    #[test]
    fn every_letter_has_its_words_in_each_language() {
        let notices = [
            Notice::Received { due: at() },
            Notice::SupplementAsked {},
            Notice::Resumed { due: at() },
            Notice::NewDate { due: at() },
            Notice::DateMoved { due: at() },
            Notice::Ready {},
            Notice::Stopped {},
        ];
        let mut letters: Vec<Letter> = notices
            .into_iter()
            .map(|notice| Letter::Notice {
                notice,
                code: "H24-1".into(),
                shop: "Bộ phận Một cửa".into(),
                link: "https://motcua.example/t/x".into(),
            })
            .collect();
        letters.push(Letter::DatesMoved {
            document: "8726/VPCP-KGVX".into(),
            dossiers: 3,
            link: "https://motcua.example/tasks".into(),
        });
        for english in [false, true] {
            letters.push(Letter::Code { digits: "012345".into(), code: "H24-1".into(), minutes: 10, english });
            letters.push(Letter::Recovery {
                link: "https://motcua.example/password/new/x".into(),
                minutes: 30,
                english,
            });
            letters.push(Letter::Test { at: at(), english });
        }
        for letter in letters {
            let (subject, text) = Letters.write(&letter);
            assert!(!subject.contains('[') && !text.contains('['), "{subject}\n{text}");
            assert!(!subject.contains('{') && !text.contains('{'), "{subject}\n{text}");
            assert!(subject.chars().count() < 90, "{subject}");
        }
    }

    #[test]
    fn a_notice_says_the_promise_as_people_write_it() {
        let notice = Notice::Received { due: at() };
        let (subject, text) = Letters.write(&Letter::Notice {
            notice,
            code: "H24-1".into(),
            shop: "Bộ phận Một cửa UBND phường Ví Dụ".into(),
            link: "https://motcua.example/t/x".into(),
        });
        assert_eq!(subject, "Hồ sơ H24-1: đã tiếp nhận");
        assert!(text.contains("Hẹn trả kết quả: 17:00 thứ Năm, ngày\u{a0}27/08/2026."), "{text}");
        assert!(text.contains("https://motcua.example/t/x"));
    }
}
