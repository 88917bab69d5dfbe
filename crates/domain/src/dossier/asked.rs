//! The text of a supplement request: the reason, then one line for each paper. Kept as one text,
//! read by the applicant as one; form 02 sets its parts apart again.

/// What begins the line of a paper.
const ITEM: &str = "– ";

/// One text of the reason and a line for each paper, with what is wrong with it.
pub(super) fn compose<'a>(reason: &str, items: impl IntoIterator<Item = (&'a str, [&'a str; 2])>) -> String {
    let mut text = reason.trim().to_owned();
    for (name, details) in items {
        text.push('\n');
        text.push_str(ITEM);
        text.push_str(name);
        for detail in details.into_iter().filter(|d| !d.trim().is_empty()) {
            text.push_str(": ");
            // One line each, or the parts could not be told apart again.
            text.push_str(&detail.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    text
}

/// The reason and the lines of so many papers, as [`RequestSupplement`](super::RequestSupplement)
/// was put into words.
pub fn asked(text: &str, items: usize) -> (&str, Vec<&str>) {
    let mut rest = text;
    let mut lines = Vec::with_capacity(items);
    for _ in 0..items {
        let (before, line) = rest.rsplit_once('\n').unwrap_or(("", rest));
        let Some(line) = line.strip_prefix(ITEM) else { break };
        lines.push(line);
        rest = before;
    }
    lines.reverse();
    (rest, lines)
}

#[cfg(test)]
mod tests {
    use super::{asked, compose};

    #[test]
    fn the_parts_are_told_apart_whatever_was_typed() {
        let reason = "Thiếu giấy tờ:\n– giấy A\n– giấy B";
        let text =
            compose(reason, [("Tờ khai", ["Mờ\n– không đọc được", ""]), ("Giấy khai sinh", ["", "Không tra được"])]);
        let (why, items) = asked(&text, 2);
        assert_eq!(why, reason);
        assert_eq!(items, ["Tờ khai: Mờ – không đọc được", "Giấy khai sinh: Không tra được"]);
        assert_eq!(asked(reason, 0), (reason, vec![]));
        assert_eq!(asked("", 3), ("", vec![]), "an erased text has no parts");
    }
}
