//! How much of a post still fits into its excerpt, and where to end when it is full.

use unicode_segmentation::UnicodeSegmentation;

/// What is left of an excerpt's graphemes and lines while it is written.
#[derive(Debug)]
pub(crate) struct Room {
    /// How many there were at the start. A word may be torn if keeping it whole would lose half of the excerpt.
    all: usize,
    graphemes: usize,
    lines: usize,
    /// Lines that were begun since the last visible text. They count when something stands on them.
    begun: usize,
    line: Line,
    /// Pieces of visible text that were written.
    shown: usize,
    /// Inside a link that must be shown whole or not at all.
    is_in_link: bool,
    end: Option<End>,
    is_full: bool,
    /// Whether `end` stays as it is.
    has_ended: bool,
}

/// What stands on the line that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Nothing,
    /// The bullet or number of a list's item.
    Marker,
    Text,
}

/// Where the excerpt can end.
#[derive(Debug)]
pub(crate) struct End {
    /// Bytes of the output to keep.
    pub(crate) len: usize,
    /// What closes the elements that are open there, the outermost first.
    pub(crate) closers: Vec<&'static str>,
}

impl Room {
    pub(crate) fn new(graphemes: usize, lines: usize) -> Room {
        Room {
            all: graphemes,
            graphemes,
            lines,
            begun: 1,
            line: Line::Nothing,
            shown: 0,
            is_in_link: false,
            end: None,
            is_full: false,
            has_ended: false,
        }
    }

    /// Whether something did not fit. Nothing more may be written then.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Where to end when it is full. None if nothing visible fitted.
    pub(crate) fn into_end(self) -> Option<End> {
        self.end
    }

    /// A paragraph, a quote or a list begins.
    pub(crate) fn block(&mut self) {
        if self.line == Line::Text {
            self.line_break();
        }
    }

    /// An item of a list begins.
    pub(crate) fn item(&mut self) {
        if self.line != Line::Nothing {
            self.line_break();
        }
        self.line = Line::Marker;
    }

    /// A block or item ended.
    pub(crate) fn block_end(&mut self) {
        if self.line != Line::Nothing {
            self.line_break();
        }
    }

    pub(crate) fn line_break(&mut self) {
        self.begun = self.begun.saturating_add(1);
        self.line = Line::Nothing;
    }

    /// A link begins. What is before it remains the place to end until the link is whole. If nothing is before it, its
    /// text may be cut: an excerpt of nothing would tell less.
    pub(crate) fn link(&mut self) {
        self.is_in_link = self.shown > 0;
    }

    pub(crate) fn link_end(&mut self) {
        self.is_in_link = false;
    }

    /// How many pieces of visible text were written: behind an element without any there is no place to end, because the
    /// space before it would be kept.
    pub(crate) fn shown(&self) -> usize {
        self.shown
    }

    /// Remembers that the excerpt can end here.
    pub(crate) fn may_end(&mut self, len: usize, closers: &[&'static str]) {
        if self.has_ended {
            return;
        }
        if self.shown > 0 && !self.is_in_link {
            self.end = Some(End { len, closers: closers.to_vec() });
        }
        self.has_ended = self.is_full;
    }

    /// Takes room for one line of text and gives the part of it that fits, cut after a word. It is full if that is not
    /// the whole.
    pub(crate) fn take<'t>(&mut self, text: &'t str) -> &'t str {
        let is_space = text.trim_end().is_empty();
        if !is_space && !self.take_lines() {
            return "";
        }
        let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).take(self.next()).collect();
        let fitting = match starts.get(self.graphemes) {
            Some(end) if !text.split_at(*end).1.trim_end().is_empty() => {
                self.is_full = true;
                let head = text.split_at(self.cut(text, &starts)).0;
                head.trim_end().trim_end_matches([',', ';', ':', '-']).trim_end()
            }
            // Space at the end needs no room.
            _ => text,
        };
        self.graphemes = self.graphemes.saturating_sub(starts.len());
        let has_text = !fitting.trim_end().is_empty();
        self.shown = self.shown.saturating_add(usize::from(has_text));
        self.has_ended |= self.is_full && !has_text;
        fitting
    }

    /// Takes room for what must not be cut. It is full if that does not fit.
    pub(crate) fn take_whole(&mut self, text: &str) -> bool {
        if !self.take_lines() {
            return false;
        }
        let len = text.graphemes(true).take(self.next()).count();
        match self.graphemes.checked_sub(len) {
            Some(left) => {
                self.graphemes = left;
                self.shown = self.shown.saturating_add(1);
                true
            }
            None => self.refuse(),
        }
    }

    fn refuse(&mut self) -> bool {
        self.is_full = true;
        self.has_ended = true;
        false
    }

    fn next(&self) -> usize {
        self.graphemes.saturating_add(1)
    }

    fn take_lines(&mut self) -> bool {
        match self.lines.checked_sub(self.begun) {
            Some(left) => {
                self.lines = left;
                self.begun = 0;
                self.line = Line::Text;
                true
            }
            None => self.refuse(),
        }
    }

    /// Where to cut a text whose graphemes start at `starts`, the last of which no longer fits: at the last end of a
    /// word, or in the word if it is longer than half the excerpt.
    fn cut(&self, text: &str, starts: &[usize]) -> usize {
        let end = starts.last().copied().unwrap_or_default();
        let word = text
            .split_word_bound_indices()
            .map(|(at, _)| at)
            .take_while(|at| *at <= end)
            .filter_map(|at| starts.binary_search(&at).ok().map(|count| (at, count)))
            .last();
        match word {
            Some((at, count)) if self.graphemes.saturating_sub(count).saturating_mul(2) <= self.all => at,
            _ => end,
        }
    }
}
