//! An address with a scheme, taken apart as far as forges need it: no query, no fragment, and never the
//! user or password that somebody wrote into it. Not a general reader of addresses.

use std::fmt;

/// The longest address that is read.
const BYTES_MAX: usize = 2048;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    pub scheme: String,
    /// In lower case, without user and port.
    pub host: String,
    pub port: Option<u16>,
    /// Without slashes at its ends, with what an address cannot hold written as `%20`.
    pub path: String,
}

impl Address {
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").filter(|_| text.len() <= BYTES_MAX)?;
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = host_and_port(authority)?;
        let scheme = scheme.to_ascii_lowercase();
        Some(Self { scheme, host, port, path: encoded(path.trim_matches('/')) })
    }

    /// Only what a browser opens.
    pub fn of_web(text: &str) -> Option<Self> {
        Self::read(text).filter(Self::is_web)
    }

    pub fn is_web(&self) -> bool {
        self.scheme == "https" || self.scheme == "http"
    }

    pub fn segments(&self) -> Vec<&str> {
        self.path.split('/').collect()
    }

    /// The address of the host itself, as a browser needs it.
    pub fn root(&self) -> String {
        match self.port {
            Some(port) if self.is_web() => format!("{}://{}:{port}", self.scheme, self.host),
            _ if self.is_web() => format!("{}://{}", self.scheme, self.host),
            _ => format!("https://{}", self.host),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.root(), self.path)
    }
}

/// Takes `user:password@` away.
fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    let place = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match place.rsplit_once(':') {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (place, None),
    };
    is_host(host).then(|| (host.to_ascii_lowercase(), port))
}

/// A name or an IPv4 address.
pub fn is_host(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.';
    !text.is_empty() && !text.starts_with(['-', '.']) && text.bytes().all(word)
}

/// A path in which nothing can end an address or hide in it.
pub fn encoded(path: &str) -> String {
    let safe = |b: u8| b.is_ascii_alphanumeric() || b"-._~/%+@:,;=!$&()*".contains(&b);
    let one = |b: u8| if safe(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    path.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_no_secret_and_no_surprise() {
        for (text, shown) in [
            ("https://me:token@Example.com:8443/a/b/?x#y", "https://example.com:8443/a/b"),
            ("http://h/a b\"<c>", "http://h/a%20b%22%3Cc%3E"),
            ("ssh://git@h:29418/p", "https://h/p"),
        ] {
            assert_eq!(Address::read(text).map(|a| a.to_string()), Some(shown.to_owned()));
        }
        for text in ["", "x", "https://", "https:///a", "https://a b/c", "https://h:x/", "://h/a"] {
            assert!(Address::of_web(text).is_none(), "{text}");
        }
    }
}
