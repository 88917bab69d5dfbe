//! The RTSP address of a camera, with its credentials kept apart from what is shown.

use std::fmt;

/// `rtsp://[user[:password]@]host[:port]/path`. Shown without user and password.
///
/// ```
/// let address = camera::Address::parse("rtsp://viewer:s3cret@192.0.2.7/stream1").unwrap();
/// assert_eq!(address.to_string(), "rtsp://192.0.2.7:554/stream1");
/// assert!(!format!("{address:?}").contains("s3cret"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: u16,
    path: String,
    credentials: Option<(String, String)>,
}

/// Why a text is not the address of a camera.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It does not begin with `rtsp://`.
    #[error("a camera's address begins with rtsp://")]
    Scheme,
    /// There is no host.
    #[error("the address names no host: rtsp://host[:port]/path")]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// It holds a blank or a control character.
    #[error("the address holds a blank or a control character")]
    Character,
}

impl Address {
    /// Reads an address; without a port it is 554 (RFC 7826).
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let rest = text.strip_prefix("rtsp://").ok_or(AddressError::Scheme)?;
        if rest.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(AddressError::Character);
        }
        let (authority, path) = rest.find('/').map_or((rest, "/"), |i| rest.split_at(i));
        let (credentials, place) = match authority.rsplit_once('@') {
            Some((who, place)) => {
                let (user, password) = who.split_once(':').unwrap_or((who, ""));
                (Some((user.to_owned(), password.to_owned())), place)
            }
            None => (None, authority),
        };
        // An IPv6 address stands in brackets, with colons of its own.
        let (host, port) = match place.rfind(']') {
            Some(end) => (&place[..=end], place[end + 1..].strip_prefix(':')),
            None => place.split_once(':').map_or((place, None), |(h, p)| (h, Some(p))),
        };
        if host.is_empty() || host == "[]" {
            return Err(AddressError::Host);
        }
        let port = match port {
            Some(p) => p.parse().ok().filter(|p| *p != 0).ok_or(AddressError::Port)?,
            None => 554,
        };
        Ok(Address { host: host.to_owned(), port, path: path.to_owned(), credentials })
    }

    /// Host name or address; an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// TCP port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// User and password, for whoever must sign in at the camera.
    pub fn credentials(&self) -> Option<(&str, &str)> {
        self.credentials.as_ref().map(|(u, p)| (u.as_str(), p.as_str()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rtsp://{}:{}{}", self.host, self.port, self.path)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, AddressError};

    #[test]
    fn an_address_is_cut_into_its_parts() {
        let a = Address::parse("rtsp://u:p:q@[2001:db8::1]:8554/cam0?x=1").unwrap();
        assert_eq!((a.host(), a.port(), a.credentials()), ("[2001:db8::1]", 8554, Some(("u", "p:q"))));
        assert_eq!(a.to_string(), "rtsp://[2001:db8::1]:8554/cam0?x=1");
        assert_eq!(Address::parse("rtsp://cam").unwrap().to_string(), "rtsp://cam:554/");
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        assert_eq!(Address::parse("http://cam/"), Err(AddressError::Scheme));
        assert_eq!(Address::parse("rtsp:///path"), Err(AddressError::Host));
        assert_eq!(Address::parse("rtsp://cam:0/"), Err(AddressError::Port));
        assert_eq!(Address::parse("rtsp://cam:99999/"), Err(AddressError::Port));
        assert_eq!(Address::parse("rtsp://cam/a b"), Err(AddressError::Character));
    }
}
