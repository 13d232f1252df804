//! What stands on the screens that these tests touch and read, in one place.

/// The service without questions.
pub const SERVICE: &str = "Informazioni";
/// The ticket's screen: somebody is done with it.
pub const DONE: &str = "Fatto";
/// The paper is on its way.
pub const PRINTING: &str = "Stampo il biglietto…";
/// The printer proved the paper.
pub const PRINTED: &str = "Biglietto stampato";
/// The paper did not come out, or nobody knows.
pub const NOT_OUT: &str = "Il biglietto non è uscito: ";
/// No hub.
pub const AWAY: &str = "in questo momento non posso dare il numero";
/// The number is on its way.
pub const MOMENT: &str = "Prendo il suo numero.";
/// The choice of language, once something is begun.
pub const LANGUAGE: &str = "Lingua";
/// Help, on every screen.
pub const HELP: &str = "Ho bisogno di aiuto";
/// What was said was read.
pub const UNDERSTOOD: &str = "Ho capito";
/// What was typed is right.
pub const RIGHT: &str = "Sì, va bene";
