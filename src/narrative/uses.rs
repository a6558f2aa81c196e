//! Which names the blocks of a narrative use, found without rendering them.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::Token;
use typst::diag::SourceResult;

use super::check;
use crate::diag::InputFile;

/// Returns the names that each block uses, in branches not taken too.
///
/// Names that definitions outside of the blocks use count for every block, and those of a block that another one prints count for that too.
/// Filters, tests and words of the language are among the names.
pub fn names_used(file: &InputFile) -> SourceResult<BTreeMap<String, BTreeSet<String>>> {
    let blocks = check::blocks(file)?;
    let mut names: BTreeMap<String, BTreeSet<String>> =
        blocks.into_iter().map(|block| (block.name, BTreeSet::new())).collect();
    let (mut shared, mut within) = (BTreeSet::new(), None);
    let tokens = check::tokens(file);
    for (at, (token, _)) in tokens.iter().enumerate() {
        let Token::Ident(name) = token else { continue };
        let is_statement = at > 0 && matches!(tokens[at - 1].0, Token::BlockStart);
        match (*name, tokens.get(at + 1)) {
            ("block", Some((Token::Ident(block), _))) if is_statement => within = Some(*block),
            ("endblock", _) if is_statement => within = None,
            (name, _) => {
                let used = within.and_then(|block| names.get_mut(block)).unwrap_or(&mut shared);
                used.insert(name.to_owned());
            }
        }
    }
    for used in names.values_mut() {
        used.extend(shared.iter().cloned());
    }
    // A block that prints another (`self.other()`) uses what that one uses.
    for _ in 0..names.len() {
        let before = names.clone();
        for used in names.values_mut().filter(|used| used.contains("self")) {
            let printed: Vec<_> = used.iter().filter_map(|name| before.get(name)).collect();
            let printed: BTreeSet<_> = printed.into_iter().flatten().cloned().collect();
            used.extend(printed);
        }
        if names == before {
            break;
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Files;

    #[test]
    fn a_block_uses_what_stands_in_it_in_definitions_and_in_blocks_that_it_prints() {
        let files = Files::new(Path::new("/nowhere"));
        let text = "{% set n = shared.value %}\
            {% block a %}{% if false %}{{ x|show }}{% endif %}{% endblock %}\
            {% block b %}{{ y.z }}{% endblock %}{% block c %}{{ self.a() }}{% endblock %}";
        let used = names_used(&files.add("sv.jinja", text)).unwrap();
        let has = |block: &str, name: &str| used[block].contains(name);
        assert!(has("a", "x") && has("a", "shared") && has("b", "shared"));
        assert!(has("b", "y") && !has("b", "x") && !has("a", "y"));
        assert!(has("c", "x") && !has("c", "y"));
    }
}
