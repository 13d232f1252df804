//! How long things last on the screen. One place, so that they can be seen together.

use chrono::TimeDelta;

/// So long after what lies under a finger has changed, a touch counts for nothing: it was meant for what stood there before, or is
/// the second half of a double tap.
pub const SETTLING: TimeDelta = TimeDelta::milliseconds(400);
/// Nobody touched for so long: the screen asks whether somebody is still there.
pub const IDLE: TimeDelta = TimeDelta::seconds(45);
/// So long the question stands before the kiosk goes on by itself (WCAG 2.2.1 wants 20 seconds at least).
pub const WARNING: TimeDelta = TimeDelta::seconds(20);
/// So long the ticket's screen stays once the paper is out; it counts down from the first, so that none of these may be shorter than
/// a warning.
pub const TICKET: TimeDelta = TimeDelta::seconds(20);
/// The same when it says what to hold ready, which must be read.
pub const TICKET_WITH_DOCUMENTS: TimeDelta = TimeDelta::seconds(20);
/// Without paper the number must be remembered: so long is waited for a sign that it is, the warning at the end of it.
pub const TICKET_WITHOUT_PAPER: TimeDelta = TimeDelta::minutes(2);
/// The printer says nothing for so long: the number must be remembered, whatever comes out later.
pub const PAPER_PATIENCE: TimeDelta = TimeDelta::seconds(20);
/// The hub says nothing to a wish for so long: the screen says what to do instead.
pub const HUB_PATIENCE: TimeDelta = TimeDelta::seconds(8);
/// So long after it was issued a ticket's holder is taken to stand here still: its number alone prints the code of its page again.
pub const FRESH: TimeDelta = TimeDelta::minutes(10);
/// A message that needs no answer goes away after so long, with the warning.
pub const MESSAGE: TimeDelta = TimeDelta::seconds(40);
/// How long whoever went with a number is thanked.
pub const THANKS: TimeDelta = TimeDelta::seconds(8);
/// Whoever listens has so many times as long for everything.
pub const LISTENING: i32 = 2;
/// So long a finger lies in the corner before the page of whoever looks after the kiosk asks for its PIN.
pub const LONG_PRESS: TimeDelta = TimeDelta::seconds(3);
/// Nobody touched that page for so long: it goes.
pub const UPKEEP_IDLE: TimeDelta = TimeDelta::minutes(2);
/// So long after a new roll was put in the printer has been asked how it is: a look is due each second, its answers take two at most.
pub const PRINTER_ASKED: TimeDelta = TimeDelta::seconds(4);
/// Whoever calls for help again so soon is told what is known of the first call.
pub const HELP_AGAIN: TimeDelta = TimeDelta::seconds(60);
/// So long an answer to a call for help is waited for.
pub const HELP_LASTS: TimeDelta = TimeDelta::minutes(5);
