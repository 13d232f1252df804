//! What stands on the screens that these tests touch and read, in one place.

/// The service without questions.
pub const SERVICE: &str = "Informazioni";
/// The ticket's screen: somebody is done with it.
pub const DONE: &str = "Fatto";
/// The printer proved the paper.
pub const PRINTED: &str = "Biglietto stampato";
/// The paper did not come out.
pub const NOT_OUT: &str = "Il biglietto non è uscito.";
/// Nobody knows whether the paper came out.
pub const UNSURE: &str = "Forse il biglietto non è uscito";
/// There is no paper.
pub const NO_PAPER: &str = "La carta è finita";
/// There is no paper, and what the printer was given comes out when there is.
pub const HELD: &str = "La carta è finita: il biglietto uscirà quando la cambiano.";
/// Where no paper came out.
pub const REMEMBER: &str = "Me lo ricordo";
/// On the ticket's screen, whatever becomes of the paper.
pub const TAKEN: &str = "Ricomincia";
/// No hub.
pub const AWAY: &str = "in questo momento non posso dare il numero";
/// The number is on its way.
pub const MOMENT: &str = "Le preparo il numero.";
/// The choice of language, once something is begun.
pub const LANGUAGE: &str = "Lingue · Languages";
/// Help, on every screen.
pub const HELP: &str = "Ho bisogno di aiuto";
/// What was said was read.
pub const UNDERSTOOD: &str = "Ho capito";
/// After what was typed.
pub const GO_ON: &str = "Avanti";
/// What was typed is right.
pub const RIGHT: &str = "Sì, va bene";
