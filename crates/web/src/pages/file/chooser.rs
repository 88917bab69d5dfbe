//! The part of a form in which files are chosen: those that are here already, and room for more.

use crate::args;
use crate::assets::asset_url;
use crate::failure::{Failure, rule_text};
use crate::forms::Filled;
use crate::i18n::Tr;
use crate::multipart::{CHOSEN, NotTaken, UPLOADED};
use crate::pages::words;
use crate::ui::{self, Button, Choice, ErrorList, Field, Group};
use crate::visit::Staff;
use domain::dossier::FileGiven;
use domain::file::{FileLimits, Media};
use domain::id::{FileId, PaperId};
use domain::law::{Refusal, Rule};
use maud::{Markup, html};
use office::Error;
use office::file::UploadState;

/// The box with which whoever scans says that the scans match the papers.
pub(crate) const CONFIRMED: &str = "scans_confirmed";
/// Ids of uploads that are not wanted after all.
const DROPPED: &str = "drop_file";
/// By what the script knows a chosen file again, beside its name and size; stands with the upload's id.
const MARK: &str = "upload_mark.";
/// What stands in place of a paper's id for the result.
pub(crate) const RESULT: &str = "result";
/// What a file input offers; the content decides.
const ACCEPT: &str = "application/pdf,image/jpeg,image/png";

/// The files that a form names, as an act takes them.
pub(crate) fn given(filled: &Filled) -> Vec<FileGiven> {
    let confirmed = filled.has(CONFIRMED, "1");
    uploaded(filled)
        .filter_map(|(what, file)| {
            let paper = if what == RESULT { None } else { Some(what.parse::<PaperId>().ok()?) };
            Some(FileGiven { file, paper, confirmed })
        })
        .collect()
}

/// Uploads that the form carries, each with what it shows.
pub(crate) fn uploaded(filled: &Filled) -> impl Iterator<Item = (&str, FileId)> {
    filled
        .0
        .iter()
        .filter_map(|(name, id)| Some((name.strip_prefix(UPLOADED)?, id.trim().parse::<FileId>().ok()?)))
        .filter(|(_, id)| !filled.has(DROPPED, &id.to_string()))
}

/// What a form shows of files.
pub(crate) struct Chooser {
    t: Tr,
    here: Vec<Here>,
    not_taken: Vec<NotTaken>,
    confirmed: bool,
    limits: FileLimits,
}

/// An upload that the form carries.
struct Here {
    what: String,
    state: UploadState,
    mark: String,
}

impl Chooser {
    /// For a form that is shown: what was uploaded with it before is still there. What was dropped goes.
    pub(crate) async fn of(me: &Staff, filled: &Filled, not_taken: &[NotTaken]) -> Result<Self, Failure> {
        let office = &me.visit.app.office;
        let mut here = Vec::new();
        for (what, id) in uploaded(filled) {
            match office.upload(me.actor(), id).await {
                Ok(state) => {
                    let mark = filled.get(&format!("{MARK}{id}")).to_owned();
                    here.push(Here { what: what.to_owned(), state, mark });
                }
                Err(Error::NotFound { .. }) => {}
                Err(e) => return Err(e.into()),
            }
        }
        Ok(Chooser {
            t: me.visit.t,
            here,
            not_taken: not_taken.to_vec(),
            confirmed: filled.has(CONFIRMED, "1"),
            limits: office.file_limits(),
        })
    }

    /// Every file that was not taken is an error at its field; `name_of` knows papers by their ids.
    pub(crate) fn tell(&self, errors: &mut ErrorList, name_of: impl Fn(&str) -> String) {
        for n in &self.not_taken {
            let what = n.field.strip_prefix(CHOSEN).unwrap_or_default();
            let of = if what == RESULT { self.t.s("file-result") } else { name_of(what) };
            errors.push(n.field.clone(), told(self.t, n, &of));
        }
    }

    /// The field of a form that a refusal of `files.<n>.…` is about.
    pub(crate) fn field_on_page(field: &str, filled: &Filled) -> Option<String> {
        let (n, part) = field.strip_prefix("files")?.trim_start_matches('.').split_once('.').unwrap_or(("0", ""));
        if part == "confirmed" {
            return Some(CONFIRMED.to_owned());
        }
        let n: usize = n.parse().ok()?;
        let what = uploaded(filled).nth(n).map_or(RESULT, |(what, _)| what);
        Some(format!("{CHOSEN}{what}"))
    }

    /// The whole room for one paper, or the result: what is here, and a field for more.
    pub(crate) fn room(&self, what: &str, label: &str, errors: &ErrorList) -> Markup {
        let name = format!("{CHOSEN}{what}");
        let error = errors.of(&name).map(str::to_owned);
        html! {
            div.motcua-files data-files=(what) {
                (ui::file_input(self.t, Field::new(&name, self.t.f("file-choose", args!["what" => label]))
                    .accept(ACCEPT).multiple().error(error)))
                p.govuk-visually-hidden role="status" data-live {}
                ul.govuk-list.motcua-files__here {
                    @for h in self.here.iter().filter(|h| h.what == what) { (self.here_already(h)) }
                }
            }
        }
    }

    fn here_already(&self, h: &Here) -> Markup {
        let (t, p) = (self.t, &h.state.upload);
        let id = p.id.to_string();
        let described = described(t, p.facts.as_ref().and_then(|f| f.media), p.bytes);
        html! {
            li.motcua-file data-id=(id) data-name=(p.name) data-bytes=(p.bytes) data-offset=(h.state.offset)
                data-mark=(h.mark) data-described=(described) data-whole[h.state.is_whole()] {
                (ui::hidden(&format!("{UPLOADED}{}", h.what), &id))
                (ui::hidden(&format!("{MARK}{id}"), &h.mark))
                span.motcua-break { (p.name) } " "
                span.govuk-hint { (described) }
                @if !h.state.is_whole() {
                    p.govuk-hint { (t.f("file-unfinished", args![
                        "here" => size(t, h.state.offset), "all" => size(t, p.bytes)])) }
                }
                div.govuk-checkboxes."govuk-checkboxes--small" {
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input type="checkbox" id={ "drop-" (id) } name=(DROPPED) value=(id);
                        label.govuk-label.govuk-checkboxes__label for={ "drop-" (id) } {
                            (t.s("file-drop")) span.govuk-visually-hidden { ": " (p.name) }
                        }
                    }
                }
            }
        }
    }

    /// What is taken, told once for all rooms of a form; with it the script, and what that says.
    pub(crate) fn told(&self) -> Markup {
        let t = self.t;
        // The script puts its own values between braces.
        let said = |key: &str| {
            t.f(
                key,
                args!["name" => "{name}", "percent" => "{percent}", "here" => "{here}", "all" => "{all}",
                "why" => "{why}", "most" => size(t, self.limits.file)],
            )
        };
        html! {
            p.govuk-hint { (t.f("file-what-is-taken", args![
                "file" => size(t, self.limits.file), "dossier" => size(t, self.limits.dossier)])) }
            template #upload-item data-most=(self.limits.file)
                data-waiting=(said("file-waiting")) data-sending=(said("file-sending"))
                data-away=(said("file-away")) data-ended=(said("file-ended")) data-done=(said("file-is-here"))
                data-unfinished=(said("file-unfinished")) data-dropped=(said("file-dropped"))
                data-large=(said("file-too-large-here")) data-unreadable=(said("file-unreadable"))
                data-failed=(said("file-failed")) data-hold=(said("file-hold")) data-unready=(said("file-unready")) {
                li.motcua-file {
                    span.motcua-break data-part="name" {} " " span.govuk-hint data-part="size" {}
                    progress.motcua-file__bar max="100" value="0" {}
                    p.govuk-hint data-part="said" data-say="file" {}
                    div.govuk-button-group {
                        a.govuk-link data-part="sign-in" href=(ui::SIGN_IN_PATH) target="_blank" rel="noopener" hidden {
                            (t.s("file-sign-in")) span.govuk-visually-hidden { " (" (t.s("files-new-tab")) ")" }
                        }
                        button.(Button::Secondary.class()) type="button" data-part="again" hidden {
                            (t.s("file-again")) span.govuk-visually-hidden { ": " span data-part="of" {} }
                        }
                        button.(Button::Secondary.class()) type="button" data-part="drop" {
                            (t.s("file-drop")) span.govuk-visually-hidden { ": " span data-part="of" {} }
                        }
                    }
                }
            }
            script src=(asset_url("upload.js")) defer {}
        }
    }

    /// Who scans answers for it, and says so.
    pub(crate) fn confirmation(&self, errors: &ErrorList) -> Markup {
        let t = self.t;
        ui::checkboxes(
            t,
            Group::new(CONFIRMED, t.s("file-confirm")).small().error(errors.of(CONFIRMED)),
            &[Choice::new("1", t.s("file-confirmed")).hint(t.s("file-confirmed-hint")).checked(self.confirmed)],
        )
    }
}

/// What is wrong with a file and what to do, in one paragraph.
fn told(t: Tr, n: &NotTaken, of: &str) -> String {
    let why = refusal(t, &n.why);
    t.f("file-not-taken", args!["what" => of, "name" => n.name.as_str(), "why" => why])
}

/// A refusal about a file: what was found stands in it.
pub(crate) fn refusal(t: Tr, r: &Refusal) -> String {
    let detail = r.detail.as_str();
    match r.rule {
        Rule::FileTypeNotTaken if detail.is_empty() => t.s("file-type-unknown"),
        Rule::FileTypeNotTaken => t.f("file-type-is", args!["kind" => detail.to_uppercase()]),
        Rule::FileTooLarge | Rule::DossierFilesTooLarge | Rule::UploadsWaiting => {
            format!("{} ({detail})", rule_text(t, r.rule))
        }
        Rule::FileEmpty | Rule::FileBroken | Rule::FileEncrypted | Rule::FileLaunches => rule_text(t, r.rule),
        _ => words::refusal(t, r),
    }
}

/// "PDF, 1,2 MB".
pub(crate) fn described(t: Tr, media: Option<Media>, bytes: u64) -> String {
    match media {
        Some(media) => format!("{}, {}", media.label(), size(t, bytes)),
        None => size(t, bytes),
    }
}

/// A size as file managers show it: "812 KB", "1,2 MB".
pub(crate) fn size(t: Tr, bytes: u64) -> String {
    const KILO: u64 = 1024;
    if bytes < KILO {
        return format!("{bytes} B");
    }
    if bytes < KILO * KILO {
        return format!("{} KB", bytes.div_ceil(KILO));
    }
    let tenths = (bytes * 10).div_ceil(KILO * KILO);
    let point = if t.lang() == crate::i18n::Lang::Vi { ',' } else { '.' };
    if tenths.is_multiple_of(10) {
        format!("{} MB", tenths / 10)
    } else {
        format!("{}{point}{} MB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::{given, size};
    use crate::forms::Filled;
    use crate::i18n::{Lang, Tr};

    #[test]
    fn a_size_is_written_as_people_see_it_elsewhere() {
        let (vi, en) = (Tr(Lang::Vi), Tr(Lang::En));
        assert_eq!(size(vi, 12), "12 B");
        assert_eq!(size(vi, 2048), "2 KB");
        assert_eq!(size(vi, 1_258_291), "1,2 MB");
        assert_eq!(size(en, 1_258_291), "1.2 MB");
        assert_eq!(size(en, 50 * 1024 * 1024), "50 MB");
    }

    #[test]
    fn a_file_that_was_dropped_is_not_given_and_the_result_has_no_paper() {
        let id = |n: u32| format!("0198f1de-0000-7000-8000-00000000000{n}");
        let pairs = [
            ("file.p1".to_owned(), id(1)),
            ("file.p2".to_owned(), id(2)),
            ("file.result".to_owned(), id(3)),
            ("file.p3".to_owned(), "x".to_owned()),
            ("drop_file".to_owned(), id(2)),
            ("scans_confirmed".to_owned(), "1".to_owned()),
        ];
        let files = given(&Filled(pairs.to_vec()));
        assert_eq!(files.len(), 2);
        assert!(files.iter().all(|f| f.confirmed));
        assert_eq!(files[0].paper.as_ref().map(domain::id::PaperId::as_str), Some("p1"));
        assert_eq!(files[1].paper, None);
    }
}
