//! How much paper tickets take, in the table beside the pictures: whoever changes words or layout sees there what it costs.

use turno_devices::paper::{CallManner, DOTS_PER_MM, Language, PaperWidth, TICKET_MM, TicketPaper};

use crate::WIDTHS;
use crate::tickets::{common, compare_text, full, full_in, logo};

/// All that one ticket may have to say.
fn most(language: Language) -> TicketPaper {
    TicketPaper {
        people: 9,
        manner: Some(CallManner::ComeToMe),
        documents_for_other: full_in(language).documents,
        reprint: true,
        logo: Some(logo()),
        ..full_in(language)
    }
}

fn millimetres(paper: &TicketPaper, width: PaperWidth) -> f64 {
    f64::from(paper.layout(width).paper_dots()) / f64::from(DOTS_PER_MM)
}

#[test]
fn tickets_are_as_long_as_the_table_says() {
    let mut table = String::from(
        "Millimetres of paper, the blank strip of 14 included: with two things to bring, with three, with all.\n",
    );
    for width in WIDTHS {
        table += &format!("\n{} mm paper\n", width.millimetres());
        for language in Language::ALL {
            let [two, three, all] = [common(language), full_in(language), most(language)]
                .map(|paper| format!("{:>7.1}", millimetres(&paper, width)));
            table += &format!("{}{two}{three}{all}\n", language.code());
        }
    }
    compare_text("lengths.txt", &table);
}

#[test]
fn on_wide_paper_every_ticket_is_as_short_as_it_should_be_and_on_narrow_paper_every_italian_one() {
    for language in Language::ALL {
        for paper in [common(language), full_in(language), most(language)] {
            let length = millimetres(&paper, PaperWidth::Mm80);
            assert!(length <= f64::from(TICKET_MM), "{language:?}: {length} mm");
        }
    }
    for paper in [common(Language::It), TicketPaper { logo: Some(logo()), ..common(Language::It) }, full()] {
        let length = millimetres(&paper, PaperWidth::Mm58);
        assert!(length <= f64::from(TICKET_MM), "{length} mm");
    }
}

#[test]
fn on_narrow_paper_two_languages_take_no_more_than_they_need() {
    let longest = |of: fn(Language) -> TicketPaper| {
        let lengths = Language::ALL.map(|language| millimetres(&of(language), PaperWidth::Mm58));
        lengths.into_iter().fold(0.0, f64::max)
    };
    for (of, most_mm) in [(common as fn(Language) -> TicketPaper, 117.5), (full_in, 120.5), (most, 152.0)] {
        let longest = longest(of);
        assert!(longest <= most_mm, "{longest} mm of {most_mm}");
    }
}
