use super::*;

fn machine() -> Machine {
    Machine::new(PaperWidth::Mm80, 16, false).expect("a machine")
}

fn status(machine: &mut Machine) -> Vec<u8> {
    (1..=4).flat_map(|question| machine.receive(&[0x10, 0x04, question]).says).collect()
}

const JOB: &[u8] = b"\x1b@Ciao\n\x1dVB\x00\x1dr\x01";

#[test]
fn an_idle_printer_says_0x12() {
    assert_eq!(status(&mut machine()), [0x12; 4]);
}

#[test]
fn a_job_is_printed_and_then_answered() {
    let reaction = machine().receive(JOB);
    assert_eq!(reaction.says, [0x00]);
    assert_eq!(reaction.tickets[0].lines, ["Ciao"]);
    assert!(reaction.tickets[0].not_understood.is_empty());
}

#[test]
fn bytes_may_come_one_by_one_with_questions_between() {
    let mut machine = machine();
    let mut says = Vec::new();
    let mut tickets = 0;
    for &byte in JOB {
        for input in [&[byte][..], &[0x10, 0x04, 1]] {
            let reaction = machine.receive(input);
            says.extend(reaction.says);
            tickets += reaction.tickets.len();
        }
    }
    assert_eq!(tickets, 1);
    assert_eq!(says.iter().filter(|&&byte| byte == 0).count(), 1);
    assert_eq!(says.iter().filter(|&&byte| byte == 0x12).count(), JOB.len());
}

#[test]
fn without_paper_it_holds_a_job_and_says_so_until_there_is_some() {
    let mut machine = machine();
    machine.order(Order::PaperOut);
    let held = machine.receive(JOB);
    assert!(held.says.is_empty() && held.tickets.is_empty());
    assert_eq!(status(&mut machine), [0x1A, 0x32, 0x12, 0x7E]);
    let released = machine.order(Order::PaperOk);
    assert_eq!((released.says, released.tickets.len()), (vec![0x00], 1));
}

#[test]
fn an_open_cover_is_0x16() {
    let mut machine = machine();
    machine.order(Order::CoverOpen);
    assert_eq!(status(&mut machine), [0x1A, 0x16, 0x12, 0x12]);
}

#[test]
fn a_jam_shows_at_the_cut_and_ends_when_told_after_its_cause_is_gone() {
    let mut machine = machine();
    machine.order(Order::CutterError);
    assert_eq!(status(&mut machine), [0x12; 4]);
    assert!(machine.receive(JOB).tickets.is_empty());
    assert_eq!(status(&mut machine), [0x1A, 0x52, 0x1A, 0x12]);
    machine.receive(&[0x10, 0x05, 2]);
    assert_eq!(status(&mut machine)[2], 0x1A, "the cause is still there");
    machine.order(Order::CutterOk);
    machine.receive(&[0x10, 0x05, 2]);
    assert_eq!(status(&mut machine), [0x12; 4]);
}

#[test]
fn the_roll_can_end_in_the_middle_of_a_ticket() {
    let mut machine = machine();
    machine.order(Order::PaperLeft(4));
    assert!(machine.receive(JOB).tickets.is_empty());
    assert_eq!(machine.order(Order::PaperOk).tickets[0].lines, ["Ciao"]);
}

#[test]
fn paper_that_takes_time_moves_before_anything_else_is_said() {
    let mut machine = Machine::new(PaperWidth::Mm80, 16, true).expect("a machine");
    let first = machine.receive(JOB);
    assert!(first.moves > 0 && first.says.is_empty() && first.tickets.is_empty() && first.work_came);
    assert_eq!(status(&mut machine), [0x12; 4], "questions are answered meanwhile");
    let last = machine.has_moved();
    assert_eq!((last.moves, last.says, last.tickets.len()), (0, vec![0x00], 1));
}

#[test]
fn the_power_can_fail_after_any_byte() {
    for bytes in 0..JOB.len() {
        let mut machine = machine();
        machine.order(Order::Accept(bytes));
        let reaction = machine.receive(JOB);
        assert!(reaction.died && reaction.says.is_empty());
    }
}

#[test]
fn a_kiosk_printer_tells_of_the_ticket_at_its_mouth() {
    let mut machine = machine();
    assert!(machine.receive(&[0x10, 0x04, 0x14]).says.is_empty(), "it is none");
    machine.order(Order::Custom(true));
    machine.receive(JOB);
    assert_eq!(machine.receive(&[0x10, 0x04, 0x14]).says, [0x10, 0x0F, 0x20, 0, 0, 0]);
    assert_eq!(machine.receive(b"\x1de\x05").presented, [Presented::Ejected]);
    assert_eq!(machine.receive(b"\x1de\x02").presented, [Presented::Retracted]);
    assert_eq!(machine.receive(&[0x10, 0x04, 0x14]).says, [0x10, 0x0F, 0, 0, 0, 0]);
    assert!(machine.receive(b"\x1de\x02").presented.is_empty(), "nothing is there");
    machine.order(Order::TakeTicket);
    machine.order(Order::PaperNearEnd);
    assert_eq!(machine.receive(&[0x10, 0x04, 0x14]).says, [0x10, 0x0F, 0x04, 0, 0, 0]);
}

#[test]
fn one_that_proves_nothing_tells_its_state_all_the_same() {
    let mut machine = machine();
    machine.order(Order::NoProofs);
    let reaction = machine.receive(JOB);
    assert_eq!((reaction.says, reaction.tickets.len()), (Vec::new(), 1));
    assert_eq!(status(&mut machine), [0x12; 4]);
    machine.order(Order::Answer);
    assert_eq!(machine.receive(JOB).says, [0x00]);
}

/// The line was cut in the midst of a picture, and the printer kept its memory: it waits for the rest of that picture.
#[test]
fn half_a_picture_is_cut_off_before_the_next_ticket_begins() {
    let picture = [b"\x1b@Mezzo\n\x1dv0\x00\x02\x00\x64\x00".as_slice(), &[0xFF; 50]].concat();
    let mut machine = machine();
    assert!(machine.receive(&picture).tickets.is_empty());
    let rest = 150 + JOB.len();
    let parted = machine.receive(&crate::escpos::cut_off(JOB, rest));
    let next = machine.receive(JOB);
    let lines = |reaction: &Reaction| -> Vec<Vec<String>> {
        reaction.tickets.iter().map(|ticket| ticket.lines.clone()).collect()
    };
    assert_eq!(
        (lines(&parted), lines(&next)),
        (vec![vec!["Mezzo".to_owned()]], vec![vec!["Ciao".to_owned()]])
    );
    assert!(parted.tickets.iter().chain(&next.tickets).all(|ticket| ticket.not_understood.is_empty()));
}
