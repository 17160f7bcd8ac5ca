//! How much is open, as a badge: an SVG of its own, and the JSON that the endpoint badge of shields.io reads.

use serde_json::{Value, json};

use crate::project::diff::Left;

use super::markup::xml;
use super::paint::width;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    pub label: String,
    pub message: String,
    /// Six digits; white on it can be read.
    pub color: &'static str,
}

/// The worst criticality that is open gives the colour, and stands first.
pub fn badge(label: &str, left: &Left) -> Badge {
    let open = left.total();
    let (message, color) = match (left.0, open) {
        (_, 0) => ("none open".to_owned(), "2e6b3f"),
        ([1, ..], _) => (format!("1 blocker, {open} open"), "b42318"),
        ([n, ..], _) if n > 0 => (format!("{n} blockers, {open} open"), "b42318"),
        ([_, n, ..], _) if n > 0 => (format!("{n} high, {open} open"), "a1440b"),
        ([_, _, n, ..], _) if n > 0 => (format!("{open} open"), "7a5c00"),
        _ => (format!("{open} open"), "44596e"),
    };
    Badge { label: label.to_owned(), message, color }
}

pub fn endpoint(badge: &Badge) -> Value {
    json!({
        "schemaVersion": 1,
        "label": badge.label,
        "message": badge.message,
        "color": badge.color,
    })
}

/// The same size everywhere: each text is told how long it is.
pub fn svg(badge: &Badge) -> String {
    let long = |text: &str| width(text) * 7;
    let (left, right) = (long(&badge.label), long(&badge.message));
    let (a, b) = (left + 14, right + 14);
    let (label, message, color) = (xml(&badge.label), xml(&badge.message), badge.color);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"20\" role=\"img\" \
         aria-label=\"{label}: {message}\">\n\
         <title>{label}: {message}</title>\n\
         <rect width=\"{}\" height=\"20\" rx=\"3\" fill=\"#3f4650\"/>\n\
         <path d=\"M{a} 0h{}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{}z\" fill=\"#{color}\"/>\n\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\n\
         <text x=\"7\" y=\"14\" textLength=\"{left}\">{label}</text>\n\
         <text x=\"{}\" y=\"14\" textLength=\"{right}\">{message}</text>\n\
         </g>\n</svg>\n",
        a + b,
        a + b,
        b - 3,
        b - 3,
        a + 7,
    )
}
