//! The figures as people read them: tables of Markdown, with what was aimed at.

use std::fmt;
use std::time::Duration;

/// One table, and what its figures were held against.
pub struct Section {
    title: &'static str,
    explanation: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    aims: Vec<Aim>,
}

/// Something aimed at, and whether it was reached.
pub struct Aim {
    said: String,
    wanted: String,
    met: bool,
}

impl Aim {
    pub fn at_most(said: String, found: f64, wanted: f64) -> Self {
        Self { said, wanted: format!("at most {wanted}"), met: found <= wanted }
    }

    pub fn at_least(said: String, found: f64, wanted: f64) -> Self {
        Self { said, wanted: format!("at least {wanted}"), met: found >= wanted }
    }
}

impl Section {
    pub fn new(title: &'static str, explanation: &'static str, columns: &[&'static str]) -> Self {
        Self { title, explanation, columns: columns.to_vec(), rows: Vec::new(), aims: Vec::new() }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    pub fn aim(&mut self, aim: Aim) {
        self.aims.push(aim);
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n\n{}\n", self.title, self.explanation)?;
        writeln!(f, "| {} |", self.columns.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.columns.len()))?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        if !self.aims.is_empty() {
            writeln!(f)?;
        }
        for Aim { said, wanted, met } in &self.aims {
            let met = if *met { "met" } else { "**missed**" };
            writeln!(f, "- {said} (aim: {wanted}): {met}")?;
        }
        Ok(())
    }
}

/// All tables of one run.
pub struct Report {
    machine: String,
    sections: Vec<Section>,
}

impl Report {
    pub fn new(machine: String) -> Self {
        Self { machine, sections: Vec::new() }
    }

    pub fn add(&mut self, section: Section) {
        self.sections.push(section);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Performance\n")?;
        writeln!(f, "Taken by\n\n    cargo xtask bench --write\n")?;
        writeln!(
            f,
            "which builds what is shipped, measures it over loopback beside yardsticks of the same run, and writes this file. The \
             load comes from one thread of another process on the same machine and takes its share of it.\n"
        )?;
        writeln!(f, "Machine: {}.\n", self.machine)?;
        for (nth, section) in self.sections.iter().enumerate() {
            if nth > 0 {
                writeln!(f)?;
            }
            write!(f, "{section}")?;
        }
        Ok(())
    }
}

pub fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

pub fn rate(per_second: f64) -> String {
    format!("{per_second:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_a_table_with_its_aims() {
        let mut section = Section::new("T", "E.", &["a", "b"]);
        section.row(["1".into(), millis(Duration::from_micros(1_500))]);
        section.aim(Aim::at_most("x: 4".into(), 4.0, 3.0));
        section.aim(Aim::at_least("y: 4".into(), 4.0, 3.0));
        assert_eq!(
            section.to_string(),
            "## T\n\nE.\n\n| a | b |\n|---|---|\n| 1 | 1.50 ms |\n\n- x: 4 (aim: at most 3): **missed**\n\
             - y: 4 (aim: at least 3): met\n"
        );
    }
}
