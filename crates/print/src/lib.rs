//! Papers: typst templates to PDF/A, with QR codes.
