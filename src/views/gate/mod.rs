//! The answer of the gate, in every form in which somebody wants to read it. It was worked out once; each form is
//! a file and changes nothing in it.

pub mod annotations;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod page;
pub mod sarif;
pub mod text;

pub use page::{Form, Page, RulesFrom};

use super::paint::Paint;

/// The page in this form.
pub fn written(page: &Page<'_>, form: Form) -> String {
    match form {
        Form::Text => text::text(page, &Paint::PLAIN),
        Form::Json => json::text(page),
        Form::Markdown => markdown::text(page),
        Form::Github => annotations::text(page),
        Form::Sarif => sarif::text(page),
        Form::Junit => junit::text(page),
        Form::Gitlab => gitlab::text(page),
    }
}
