//! What every `.slint` file of every program keeps to: sizes and colours come from the tokens, rows can be mirrored.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders of screens, from the workspace's root.
const FOLDERS: [&str; 3] = ["crates/ui-kit/ui", "kiosk/ui", "desk-client/ui"];

fn screens() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> =
        FOLDERS.iter().map(|folder| root.join(folder)).filter(|f| f.exists()).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of screens") {
            let path = entry.expect("its entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "slint") {
                let text = fs::read_to_string(&path).expect("a text");
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 10, "the screens are where they were");
    files
}

/// A line without its comment. (A `//` within a text is cut too, which hides nothing that is looked for here.)
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

/// The faults found in one file, by line number.
fn faults_in(text: &str) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = code(line);
        let hex = code.split('#').skip(1).any(|rest| {
            rest.chars().take_while(char::is_ascii_hexdigit).count() >= 3
                && !code.trim_start().starts_with("import")
        });
        if hex || code.contains("rgb(") || code.contains("rgba(") {
            faults.push((number + 1, "a raw colour; name one of Colour".to_owned()));
        }
        if let Some(size) = code.split("font-size:").nth(1)
            && size
                .split("px")
                .next()
                .and_then(|before| before.chars().last())
                .is_some_and(|c| c.is_ascii_digit())
            && size.contains("px")
        {
            faults.push((number + 1, "a raw size of type; name one of Type".to_owned()));
        }
        if code.contains("font-weight:")
            && code.split("font-weight:").nth(1).is_some_and(|w| w.contains("00"))
        {
            faults.push((number + 1, "a raw weight; name one of Type".to_owned()));
        }
        if code.contains("@tr") && code.contains("\" +") {
            faults.push((number + 1, "texts joined with +; use {} in @tr".to_owned()));
        }
    }
    faults.extend(unplaced_children(text));
    faults
}

/// Children of a `Row` that do not say their place, by line number.
fn unplaced_children(text: &str) -> Vec<(usize, String)> {
    struct Block {
        line: usize,
        is_row: bool,
        child_of_row: bool,
        placed: bool,
    }
    let mut open: Vec<Block> = Vec::new();
    let mut faults = Vec::new();
    let mut before = String::new();
    for (number, line) in text.lines().enumerate() {
        let mut in_text = false;
        for character in code(line).chars() {
            match character {
                '"' => in_text = !in_text,
                '{' if !in_text => {
                    let head = before.trim();
                    let element = head.rsplit([':', ' ']).next().unwrap_or_default().trim_start_matches('=');
                    let is_element = element.chars().next().is_some_and(char::is_uppercase)
                        && !head.contains("component ")
                        && !head.contains("=>");
                    let in_row = open.last().is_some_and(|block| block.is_row);
                    open.push(Block {
                        line: number + 1,
                        is_row: is_element && element == "Row",
                        child_of_row: is_element && in_row,
                        placed: false,
                    });
                    before.clear();
                }
                '}' if !in_text => {
                    note_place(&before, open.last_mut().map(|block| &mut block.placed));
                    if let Some(block) = open.pop()
                        && block.child_of_row
                        && !block.placed
                    {
                        faults.push((block.line, "a Row's child without layout-order".to_owned()));
                    }
                    before.clear();
                }
                ';' if !in_text => {
                    note_place(&before, open.last_mut().map(|block| &mut block.placed));
                    before.clear();
                }
                other => before.push(other),
            }
        }
        before.push(' ');
    }
    faults
}

fn note_place(statement: &str, placed: Option<&mut bool>) {
    if let Some(placed) = placed
        && statement.trim_start().starts_with("layout-order:")
    {
        *placed = true;
    }
}

#[test]
fn screens_take_their_look_from_the_tokens_and_can_be_mirrored() {
    let mut faults = Vec::new();
    for (path, text) in screens() {
        if path.ends_with("crates/ui-kit/ui/tokens.slint") {
            continue;
        }
        faults.extend(
            faults_in(&text).into_iter().map(|(line, what)| format!("{}:{line}: {what}", path.display())),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_check_sees_what_it_looks_for() {
    let found = |text: &str| faults_in(text).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
    assert_eq!(found("A {\n  background: #fff;\n  color: rgb(1, 2, 3);\n}"), [2, 3]);
    assert_eq!(found("Text { font-size: 12px; }\nText { font-size: Type.label; }"), [1]);
    assert_eq!(found("Text { font-weight: 700; }"), [1]);
    assert_eq!(found("Text { text: @tr(\"a\") ; x: \"b\" + @tr(\"c\"); }"), [1]);
    let row = "Row {\n  Text { text: \"}\"; }\n  if a: Card {\n    layout-order: Kit.way * 2;\n    Text { }\n  }\n}";
    assert_eq!(found(row), [2]);
}
