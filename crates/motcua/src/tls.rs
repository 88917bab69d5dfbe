//! The certificate that the server shows, as far as administrators must know it.

use crate::fault::Fault;
use axum_server::tls_rustls::RustlsConfig;
use domain::calendar::Timestamp;
use std::path::Path;
use web::Certificate;
use x509_parser::pem::Pem;

/// Reads the first certificate of a chain in PEM: the server's own.
pub fn read(path: &Path) -> Result<Certificate, Fault> {
    let bytes = std::fs::read(path).map_err(|e| Fault::file(path, e))?;
    parse(&bytes).map_err(|e| Fault::asked(format!("tls.cert {}: {e}", path.display())))
}

/// How the server speaks TLS, with a key that was seen to belong to the certificate.
pub async fn server(cert: &Path, key: &Path) -> Result<RustlsConfig, Fault> {
    // An error says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    for path in [cert, key] {
        std::fs::metadata(path).map_err(|e| Fault::asked(format!("tls: {}: {e}", path.display())))?;
    }
    RustlsConfig::from_pem_file(cert, key).await.map_err(|e| {
        Fault::asked(format!(
            "tls: {} and {} are no certificate with its key ({e}); both are PEM files, and the key is the one the certificate was made for",
            cert.display(),
            key.display()
        ))
    })
}

fn parse(bytes: &[u8]) -> Result<Certificate, String> {
    let first = Pem::iter_from_buffer(bytes)
        .filter_map(Result::ok)
        .find(|pem| pem.label == "CERTIFICATE")
        .ok_or("there is no certificate in it")?;
    let certificate = first.parse_x509().map_err(|e| e.to_string())?;
    let until = certificate.validity().not_after.timestamp();
    Ok(Certificate {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        until: Timestamp::from_second(until).map_err(|e| e.to_string())?,
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_holds_no_certificate_is_told() {
        assert_eq!(parse(b"").unwrap_err(), "there is no certificate in it");
        assert!(parse(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_err());
    }
}
