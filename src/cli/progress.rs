//! Progress bars, drawn only on a terminal.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Returns a bar that counts documents.
pub fn documents(count: usize) -> ProgressBar {
    bar(count as u64, "{bar:30} {pos}/{len} {wide_msg}")
}

/// Returns a bar that counts bytes.
pub fn bytes(total: u64) -> ProgressBar {
    bar(total, "{bar:30} {bytes}/{total_bytes} {wide_msg}")
}

/// Returns a bar that counts records.
#[cfg(feature = "fetch")]
pub fn records() -> ProgressBar {
    bar(0, "{bar:30} {pos}/{len} {wide_msg}")
}

/// Returns a bar with a template; it is hidden where nobody watches.
fn bar(length: u64, template: &str) -> ProgressBar {
    let target = match std::io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let style = ProgressStyle::with_template(template).expect("a valid template");
    ProgressBar::with_draw_target(Some(length), target).with_style(style)
}
