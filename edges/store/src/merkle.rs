//! The hash tree of RFC 6962 (section 2.1), grown leaf by leaf: of n leaves only the roots of its full subtrees are kept.

use sha2::{Digest, Sha256};

pub(crate) type Hash = [u8; 32];

/// The hash of a leaf: a zero byte goes before it, so that no leaf passes for a node.
pub(crate) fn leaf(line: &str) -> Hash {
    Sha256::new().chain_update([0]).chain_update(line.as_bytes()).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The roots of the full subtrees, largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peaks {
    size: u64,
    roots: Vec<Hash>,
}

impl Peaks {
    /// Reads what [`Peaks::to_text`] wrote for a tree of this size.
    pub(crate) fn read(size: u64, text: &str) -> Option<Self> {
        let roots: Option<Vec<Hash>> = text.split_whitespace().map(unhex).collect();
        let roots = roots?;
        (roots.len() == size.count_ones() as usize).then_some(Self { size, roots })
    }

    /// The roots as hexadecimal, with spaces between.
    pub(crate) fn to_text(&self) -> String {
        self.roots.iter().map(hex).collect::<Vec<_>>().join(" ")
    }

    /// Adds a leaf: every full pair at the right becomes one.
    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut root = leaf;
        let mut full = self.size;
        while full & 1 == 1 {
            if let Some(left) = self.roots.pop() {
                root = node(&left, &root);
            }
            full >>= 1;
        }
        self.roots.push(root);
        self.size += 1;
    }

    /// The root of the whole tree; of an empty tree the hash of nothing.
    pub(crate) fn root(&self) -> Hash {
        let mut peaks = self.roots.iter().rev();
        let Some(last) = peaks.next() else { return Sha256::digest([]).into() };
        peaks.fold(*last, |right, left| node(left, &right))
    }
}

pub(crate) fn hex(hash: &Hash) -> String {
    use std::fmt::Write;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition in RFC 6962, section 2.1, word by word.
    fn by_definition(lines: &[String]) -> Hash {
        match lines {
            [] => Sha256::digest([]).into(),
            [line] => leaf(line),
            lines => {
                let split = lines.len().next_power_of_two() / 2;
                node(&by_definition(&lines[..split]), &by_definition(&lines[split..]))
            }
        }
    }

    #[test]
    fn a_tree_grown_leaf_by_leaf_has_the_root_of_its_definition() {
        let lines: Vec<String> = (0..130).map(|number| format!("baris {number}")).collect();
        let mut peaks = Peaks::default();
        for (count, line) in lines.iter().enumerate() {
            assert_eq!(peaks.root(), by_definition(&lines[..count]), "{count} leaves");
            assert_eq!(Peaks::read(count as u64, &peaks.to_text()), Some(peaks.clone()));
            peaks.push(leaf(line));
        }
        assert_eq!(hex(&Peaks::default().root())[..16], *"e3b0c44298fc1c14");
    }
}
