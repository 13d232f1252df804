//! Templates that somebody edited and got wrong: each is answered by place, kind and name.

use turno_documents::{FaultKind, FormKind, TemplateFault, check};

use crate::page::PATIENCE;

fn faults(template: &str) -> Vec<TemplateFault> {
    check(FormKind::Attendance, template, PATIENCE).expect_err(template)
}

/// The first fault of a template whose third line is wrong.
fn fault(line: &str) -> TemplateFault {
    let template =
        format!("#import \"foglio.typ\": *\n#show: foglio.with(titolo: \"Prova\")\n{line}\nfine\n");
    let fault = faults(&template).into_iter().next().expect("a fault");
    let place = fault.place.as_ref().unwrap_or_else(|| panic!("a place: {fault:?}"));
    assert_eq!(place.line, 3, "{fault:?}");
    assert_eq!(place.text, line, "{fault:?}");
    fault
}

#[test]
fn an_open_bracket_is_a_fault_of_its_line() {
    assert_eq!(fault("Testo #text(size: 12pt").kind, FaultKind::Syntax);
    let quotes = fault("è #let saluto = \"ciao");
    assert_eq!(quotes.kind, FaultKind::Syntax);
    assert_eq!(quotes.place.unwrap().column, 17, "in letters, not in bytes");
}

#[test]
fn a_mistyped_name_and_datum_are_named() {
    assert_eq!(fault("#titlo").kind, FaultKind::UnknownName("titlo".into()));
    assert_eq!(fault("#dati.persone").kind, FaultKind::UnknownDatum("persone".into()));
    assert_eq!(fault("#dati.at(\"personne\")").kind, FaultKind::UnknownDatum("personne".into()));
}

#[test]
fn what_typst_cannot_do_is_said_in_its_words() {
    let fault = fault("#text(size: \"grande\", dati.persona)");
    assert_eq!(fault.kind, FaultKind::Other);
    assert!(fault.detail.contains("expected length"), "{fault:?}");
}

#[test]
fn a_template_may_end_itself() {
    assert_eq!(fault("#panic(\"manca il titolo\")").kind, FaultKind::Refused);
    assert_eq!(fault("#assert(1 == 2)").kind, FaultKind::Refused);
}

#[test]
fn what_goes_wrong_in_the_shared_sheet_is_the_fault_of_the_line_that_calls_it() {
    assert!(matches!(fault("#righe(5)").kind, FaultKind::Other));
}

#[test]
fn no_file_can_be_reached() {
    for (line, file) in [
        ("#read(\"/etc/passwd\")", "etc/passwd"),
        ("#image(\"logo.png\")", "logo.png"),
        ("#include \"altro.typ\"", "altro.typ"),
        ("#json(\"dati.json\")", "dati.json"),
        ("#plugin(\"virus.wasm\")", "virus.wasm"),
        ("#read(\"../../etc/passwd\")", ""),
    ] {
        assert_eq!(fault(line).kind, FaultKind::File(file.into()), "{line}");
    }
}

#[test]
fn no_package_can_be_reached() {
    assert_eq!(
        fault("#import \"@preview/cetz:0.3.0\"").kind,
        FaultKind::Package("@preview/cetz:0.3.0".into())
    );
}

#[test]
fn a_picture_within_a_picture_reaches_no_file_either() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='logo.png' width='9' height='9'/></svg>";
    let template = format!("#image(bytes(\"{svg}\"), alt: \"prova\")");
    assert_eq!(faults(&template)[0].kind, FaultKind::File("logo.png".into()));
}

#[test]
fn a_typeface_that_is_not_there_is_a_remark() {
    let checked = check(FormKind::Attendance, "#set text(font: \"Comic Sans MS\")\nCiao", PATIENCE).unwrap();
    assert_eq!(checked.remarks.len(), 1, "{checked:?}");
    assert_eq!(checked.remarks[0].kind, FaultKind::UnknownTypeface("comic sans ms".into()));
    assert_eq!(checked.remarks[0].place.as_ref().map(|place| place.line), Some(1));
}

#[test]
fn the_clock_is_the_forms_own() {
    let today = "#let oggi = datetime.today()\n#assert(oggi == datetime(year: 2026, month: 11, day: 23))";
    check(FormKind::Attendance, today, PATIENCE).unwrap();
}

#[test]
fn hundreds_of_pages_are_no_form() {
    let fault = faults("#for n in range(100) [#n #pagebreak()]").remove(0);
    assert_eq!(fault.kind, FaultKind::TooManyPages(101));
}

#[test]
fn a_loop_that_typst_itself_ends_is_a_fault_of_its_line() {
    assert_eq!(fault("#{ let n = 0; while n >= 0 { n += 1 } }").kind, FaultKind::Other);
    assert_eq!(fault("#{ let giro(n) = giro(n + 1); giro(0) }").kind, FaultKind::Other);
}

#[test]
fn an_empty_template_is_an_empty_page() {
    assert!(check(FormKind::Attendance, "", PATIENCE).is_ok());
}
