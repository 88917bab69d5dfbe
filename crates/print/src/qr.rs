//! QR codes as SVG, for papers and for pages.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

/// Light modules around the code; ISO/IEC 18004 asks for four.
const QUIET: usize = 4;

/// A QR code as a standalone `<svg>` element in black on white, its quiet zone included.
///
/// It scales to the box it is given and is hidden from screen readers: set the address beside it
/// as a link. A text that no QR code can hold (over 2,331 bytes) gives an empty string.
///
/// ```
/// let svg = print::qr_svg("https://example.vn/t/k3v9");
/// assert!(svg.starts_with("<svg"));
/// ```
pub fn qr_svg(text: &str) -> String {
    svg(text).unwrap_or_default()
}

/// The same, `None` when the text is too long.
pub(crate) fn svg(text: &str) -> Option<String> {
    // Level M (15 %): paper gets folded and stamped, but codes must stay coarse enough for
    // old phones.
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size {
        let row = &code[y];
        let mut x = 0;
        while x < code.size {
            let run = row[x..].iter().take_while(|m| m.value()).count();
            if run > 0 {
                // Neighbours in a row become one bar: fewer shapes, and no hairlines in between.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}" shape-rendering="crispEdges" aria-hidden="true" focusable="false"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_is_the_same_each_time() {
        let one = qr_svg("https://example.vn/t/k3v9");
        assert_eq!(one, qr_svg("https://example.vn/t/k3v9"));
        assert!(one.contains("viewBox=\"0 0 33 33\""), "{one}");
        assert!(one.contains("M4 4h7v1h-7z"), "the first finder pattern");
    }

    #[test]
    fn a_text_too_long_for_a_code_gives_an_empty_string() {
        assert_eq!(qr_svg(&"ă".repeat(2000)), "");
    }
}
