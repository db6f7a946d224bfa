//! The one type that templates print without escaping.

use std::fmt;

use askama::filters::HtmlSafe;
use askama::{FastWritable, Values};

/// HTML that went through the sanitiser. [`crate::markdown_to_html`], [`crate::post_to_html`] and
/// [`crate::post_excerpt`] are its only producers; there is no way to make one from a string, and that is the point.
///
/// Templates print it as it is: `{{ about }}` needs no filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Only for the sanitiser's output.
    pub(crate) fn sanitised(html: String) -> SafeHtml {
        SafeHtml(html)
    }

    /// The HTML, for places that are no template (a feed, an API field).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for SafeHtml {}

impl FastWritable for SafeHtml {
    fn write_into(&self, dest: &mut dyn fmt::Write, _values: &dyn Values) -> askama::Result<()> {
        dest.write_str(&self.0)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use crate::{Limits, SafeHtml, markdown_to_html};

    #[derive(Template)]
    #[template(source = "{{ about }}|{{ name }}|{% if let Some(text) = maybe %}{{ text }}{% endif %}", ext = "html")]
    struct Page<'a> {
        about: SafeHtml,
        name: &'a str,
        maybe: Option<&'a SafeHtml>,
    }

    #[test]
    fn a_template_prints_it_unescaped_and_still_escapes_its_neighbours() {
        let about = markdown_to_html("*hi*", Limits::default());
        let page = Page { about: about.clone(), name: "<b>", maybe: Some(&about) };
        assert_eq!(page.render().unwrap(), "<p><em>hi</em></p>|&#60;b&#62;|<p><em>hi</em></p>");
    }
}
