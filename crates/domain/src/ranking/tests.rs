//! The list by example and by property: the same whatever order applications are handed in, total, and explained.

use super::acceptance::{Offer, OfferFault, Reply, due};
use super::*;
use crate::casework::PracticeNumber;
use crate::ids::PracticeId;
use crate::keys::QuestionKey;
use crate::text::Texts;
use crate::time::Timestamp;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn key(text: &str) -> QuestionKey {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into()
}

/// A call as a union of municipalities writes it: places at the nursery.
fn nursery() -> RankingCall {
    let band = |below: Option<i64>, points| Band {
        below: below.map(|euro| euro * 100),
        points: Points::whole(points),
    };
    let criterion = |name: &str, rule| Criterion { key: key(name), names: Texts::italian(name), rule };
    RankingCall {
        title: Texts::italian("Nido 2026/27"),
        service: "nido".parse().unwrap(),
        opens: moment("2026-03-01T08:00:00Z"),
        closes: moment("2026-04-01T10:00:00Z"),
        places: 2,
        criteria: vec![
            criterion(
                "isee",
                CriterionRule::Bands {
                    bands: vec![band(Some(9_360), 10), band(Some(20_000), 5), band(None, 0)],
                },
            ),
            criterion(
                "figli",
                CriterionRule::Each { points: Points::from_hundredths(150), at_most: Some(300) },
            ),
            criterion("disabilita", CriterionRule::YesNo { points: Points::whole(8) }),
            criterion(
                "residenza",
                CriterionRule::Choice {
                    options: vec![
                        (key("comune"), Texts::italian("nel comune"), Points::whole(6)),
                        (key("unione"), Texts::italian("nell’unione"), Points::whole(3)),
                    ],
                },
            ),
        ],
        tie_breaks: vec![
            TieBreak::LowerNumber { criterion: key("isee") },
            TieBreak::Younger,
            TieBreak::Earlier,
        ],
        remarks_until: day("2026-04-20"),
        acceptance_days: 7,
    }
}

fn practice(count: u32) -> PracticeId {
    let mut random = [0; 10];
    random[6..].copy_from_slice(&count.to_be_bytes());
    PracticeId::from_parts(1_700_000_000_000, random)
}

fn application(count: u32, answers: &[(&str, Answer)]) -> Application {
    Application {
        practice: practice(count),
        number: PracticeNumber { prefix: None, year: 2026, count },
        submitted_at: moment("2026-03-02T09:00:00Z").plus(chrono::TimeDelta::minutes(count.into())),
        born: None,
        answers: answers.iter().map(|(name, answer)| (key(name), answer.clone())).collect(),
        excluded: None,
    }
}

fn euro(euro: i64) -> Answer {
    Answer::Number(euro * 100)
}

fn numbers(list: &[Ranked]) -> Vec<u32> {
    list.iter().map(|row| row.number.count).collect()
}

#[test]
fn each_row_says_where_its_points_come_from() {
    let applied = application(
        1,
        &[
            ("isee", euro(9_360)),
            ("figli", Answer::Number(500)),
            ("disabilita", Answer::YesNo(true)),
            ("residenza", Answer::Choice(key("unione"))),
        ],
    );
    let list = compute(&nursery(), &[applied]);
    let points: Vec<Points> = list[0].scores.iter().map(|score| score.points).collect();
    // 9,360 is not below 9,360; three children count at most.
    assert_eq!(points, [Points::whole(5), Points::from_hundredths(450), Points::whole(8), Points::whole(3)]);
    assert_eq!((list[0].points.to_string().as_str(), &list[0].separation), ("20.5", &Separation::First));
    assert_eq!(list[0].place, Place::Within { rank: 1 });
}

#[test]
fn what_was_not_said_or_makes_no_sense_is_worth_nothing_and_shown_as_missing() {
    let applied = application(
        1,
        &[
            ("isee", Answer::YesNo(true)),
            ("figli", Answer::Number(-100)),
            ("residenza", Answer::Choice(key("marte"))),
        ],
    );
    let list = compute(&nursery(), &[applied]);
    assert!(list[0].scores.iter().all(|score| score.answer.is_none() && score.points == Points::ZERO));
}

#[test]
fn ties_are_broken_as_the_call_says_and_the_row_tells_by_what() {
    let poorer = application(4, &[("isee", euro(5_000))]);
    let richer = application(1, &[("isee", euro(6_000))]);
    let younger = Application { born: Some(day("2026-01-05")), ..application(3, &[("isee", euro(6_000))]) };
    let older = Application { born: Some(day("2025-01-05")), ..application(2, &[("isee", euro(6_000))]) };
    let list = compute(&nursery(), &[richer, older, younger, poorer]);
    assert_eq!(numbers(&list), [4, 3, 2, 1]);
    let by = |tie_break: TieBreak| Separation::Tie { tie_break };
    let lower = TieBreak::LowerNumber { criterion: key("isee") };
    let told: Vec<&Separation> = list.iter().map(|row| &row.separation).collect();
    // Whose birth date is unknown comes last.
    assert_eq!(told, [&Separation::First, &by(lower), &by(TieBreak::Younger), &by(TieBreak::Younger)]);
    assert_eq!(list[2].place, Place::Reserve { rank: 3 });
}

#[test]
fn excluded_applications_keep_their_points_and_take_no_place() {
    let out =
        Application { excluded: Some("fuori termine".to_owned()), ..application(1, &[("isee", euro(0))]) };
    let list = compute(&nursery(), &[out, application(2, &[]), application(3, &[])]);
    assert_eq!(numbers(&list), [2, 3, 1]);
    assert_eq!(list[2].place, Place::Excluded { reason: "fuori termine".to_owned() });
    assert_eq!(list[2].points, Points::whole(10));
    assert_eq!(
        list[2].public(),
        PublicRow { number: list[2].number.clone(), points: Points::whole(10), outcome: "excluded" }
    );
}

#[test]
fn the_public_reads_number_points_and_outcome_alone() {
    let list = compute(&nursery(), &[application(7, &[("disabilita", Answer::YesNo(true))])]);
    let public = serde_json::to_value(list[0].public()).unwrap();
    assert_eq!(public, serde_json::json!({"number": "2026/000007", "points": 800, "outcome": "within"}));
}

#[test]
fn a_call_is_told_everything_that_is_wrong_with_it() {
    assert_eq!(nursery().faults(day("2026-04-01")), []);
    let mut call = nursery();
    call.closes = call.opens;
    call.places = 0;
    call.criteria[0].rule =
        CriterionRule::Bands { bands: vec![Band { below: Some(1), points: Points::ZERO }] };
    call.criteria[1].key = key("isee");
    call.tie_breaks = vec![
        TieBreak::HigherNumber { criterion: key("disabilita") },
        TieBreak::MorePoints { criterion: key("x") },
    ];
    let faults = call.faults(day("2026-04-21"));
    let criterion = CallFault::Criterion {
        key: key("isee"),
        fault: "bands that leave numbers out: only the last is without an end",
    };
    assert_eq!(
        faults,
        [
            CallFault::Closes,
            CallFault::Remarks,
            CallFault::Places,
            criterion,
            CallFault::Twice(key("isee")),
            CallFault::TieBreak(key("disabilita")),
            CallFault::TieBreak(key("x")),
        ]
    );
}

#[test]
fn a_list_goes_its_way_and_what_is_published_stays() {
    let mut way = Procedure::new(nursery());
    let first = application(1, &[("disabilita", Answer::YesNo(true))]);
    let second = application(2, &[]);
    assert_eq!(way.may_apply(moment("2026-03-01T07:59:59Z")), Err(ProcedureFault::NotOpen));
    assert_eq!(way.may_apply(moment("2026-04-01T09:59:59Z")), Ok(()));
    assert_eq!(way.may_apply(way.call.closes), Err(ProcedureFault::NotOpen));
    let applied = [first.clone(), second.clone()];
    assert_eq!(
        way.publish_provisional(&applied, moment("2026-04-01T09:59:59Z")),
        Err(ProcedureFault::StillOpen)
    );
    assert_eq!(way.remark(first.practice, "", day("2026-04-02")), Err(ProcedureFault::NotProvisional));
    way.publish_provisional(&applied, way.call.closes).unwrap();
    assert_eq!(way.publish_provisional(&applied, way.call.closes), Err(ProcedureFault::Published));
    assert_eq!(way.may_apply(moment("2026-03-02T09:00:00Z")), Err(ProcedureFault::Published));
    assert_eq!(way.remark(practice(9), "", day("2026-04-02")), Err(ProcedureFault::Unknown));
    way.remark(second.practice, "Ho due figli", day("2026-04-20")).unwrap();
    assert_eq!(way.remark(second.practice, "", day("2026-04-21")), Err(ProcedureFault::RemarksOver));
    assert_eq!(way.publish_final(&applied, day("2026-04-20")), Err(ProcedureFault::RemarksOpen));
    assert_eq!(way.publish_final(&applied, day("2026-04-21")), Err(ProcedureFault::Unanswered));
    let answer = RemarkAnswer { accepted: true, reason: "stato di famiglia".to_owned() };
    assert_eq!(way.answer_remark(1, answer.clone()), Err(ProcedureFault::Unknown));
    way.answer_remark(0, answer).unwrap();
    let corrected = Application {
        answers: [(key("figli"), Answer::Number(900)), (key("isee"), euro(1))].into(),
        ..second
    };
    way.publish_final(&[first, corrected], day("2026-04-21")).unwrap();
    assert_eq!((numbers(&way.provisional), numbers(&way.definitive)), (vec![1, 2], vec![2, 1]));
    assert_eq!(way.may_correct(), Err(ProcedureFault::Published));
}

#[test]
fn places_that_are_given_up_or_not_answered_for_go_to_the_next() {
    let applied: Vec<Application> = (1..=4).map(|count| application(count, &[])).collect();
    let list = compute(&nursery(), &applied);
    let today = day("2026-05-04");
    let first = due(&list, 2, &[], today);
    assert_eq!(first, [practice(1), practice(2)]);
    let mut offers: Vec<Offer> = first.iter().map(|practice| Offer::new(*practice, today, 7)).collect();
    assert_eq!(due(&list, 2, &offers, today), []);
    offers[0].answer(true, day("2026-05-11")).unwrap();
    assert_eq!(offers[0].answer(true, today), Err(OfferFault::Answered));
    assert_eq!(due(&list, 2, &offers, day("2026-05-11")), [], "the last day counts");
    assert_eq!(due(&list, 2, &offers, day("2026-05-12")), [practice(3)]);
    assert_eq!(offers[1].answer(true, day("2026-05-12")), Err(OfferFault::Over));
    offers[0].answer(false, day("2026-06-01")).unwrap();
    assert_eq!(offers[0].reply, Reply::Declined);
    assert_eq!(due(&list, 2, &offers, day("2026-06-01")), [practice(3), practice(4)]);
}

prop_compose! {
    fn any_application()(
        count in 1u32..40,
        isee in proptest::option::of(0i64..3_000_000),
        children in proptest::option::of(0i64..600),
        disability in any::<bool>(),
        born in proptest::option::of(0u64..900),
        out in proptest::bool::weighted(0.1),
    ) -> Application {
        let mut answers = BTreeMap::from([(key("disabilita"), Answer::YesNo(disability))]);
        answers.extend(isee.map(|number| (key("isee"), Answer::Number(number))));
        answers.extend(children.map(|number| (key("figli"), Answer::Number(number))));
        Application {
            born: born.map(|days| day("2024-01-01") + chrono::Days::new(days)),
            answers,
            excluded: out.then(|| "fuori termine".to_owned()),
            ..application(count, &[])
        }
    }
}

fn any_applications() -> impl Strategy<Value = Vec<Application>> {
    proptest::collection::vec(any_application(), 0..40).prop_map(|applied| {
        let by_number: BTreeMap<u32, Application> =
            applied.into_iter().map(|application| (application.number.count, application)).collect();
        by_number.into_values().collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_arrival_on_the_desk_has_no_part_in_it(
        (applied, shuffled) in any_applications().prop_flat_map(|applied| (Just(applied.clone()), Just(applied).prop_shuffle())),
        seed in any::<u64>(),
    ) {
        let call = RankingCall { tie_breaks: vec![TieBreak::Lot { seed }], ..nursery() };
        prop_assert_eq!(compute(&nursery(), &applied), compute(&nursery(), &shuffled));
        prop_assert_eq!(compute(&call, &applied), compute(&call, &shuffled));
    }

    #[test]
    fn every_application_stands_in_the_list_once_and_more_points_stand_before_fewer(applied in any_applications()) {
        let list = compute(&nursery(), &applied);
        let mut practices: Vec<PracticeId> = list.iter().map(|row| row.practice).collect();
        practices.sort();
        let mut applied: Vec<PracticeId> = applied.iter().map(|application| application.practice).collect();
        applied.sort();
        prop_assert_eq!(practices, applied);
        let ranked: Vec<&Ranked> = list.iter().take_while(|row| row.rank().is_some()).collect();
        prop_assert!(list[ranked.len()..].iter().all(|row| row.rank().is_none()));
        for (at, pair) in ranked.windows(2).enumerate() {
            prop_assert_eq!(pair[0].rank(), u32::try_from(at + 1).ok());
            prop_assert!(pair[0].points >= pair[1].points);
            prop_assert_eq!(pair[1].separation == Separation::Points, pair[0].points > pair[1].points);
        }
        for row in &list {
            prop_assert_eq!(row.points, row.scores.iter().map(|score| score.points).sum());
        }
        let within = list.iter().filter(|row| matches!(row.place, Place::Within { .. })).count();
        prop_assert_eq!(within, ranked.len().min(2));
    }

    #[test]
    fn no_more_places_are_kept_than_there_are_and_nobody_is_passed_over(
        applied in any_applications(),
        replies in proptest::collection::vec((0u64..20, proptest::option::of(any::<bool>())), 60),
        places in 1u32..6,
    ) {
        let list = compute(&RankingCall { places, ..nursery() }, &applied);
        let mut offers: Vec<Offer> = Vec::new();
        let mut today = day("2026-05-04");
        for (pass, reply) in replies {
            for practice in due(&list, places, &offers, today) {
                offers.push(Offer::new(practice, today, 7));
            }
            let kept = offers.iter().filter(|offer| offer.keeps_a_place(today)).count();
            prop_assert!(kept <= usize::try_from(places).unwrap());
            let offered: Vec<PracticeId> = offers.iter().map(|offer| offer.practice).collect();
            let first: Vec<PracticeId> = list.iter().take(offered.len()).map(|row| row.practice).collect();
            prop_assert_eq!(offered, first);
            today = today + chrono::Days::new(pass);
            if let (Some(takes), Some(open)) = (reply, offers.iter_mut().find(|offer| offer.reply == Reply::None)) {
                let _ = open.answer(takes, today);
            }
        }
    }

    #[test]
    fn points_are_written_as_people_write_them(hundredths in any::<i32>()) {
        let text = Points::from_hundredths(hundredths.into()).to_string();
        let read: f64 = text.parse().unwrap();
        prop_assert_eq!((read * 100.0).round() as i64, i64::from(hundredths));
    }
}
