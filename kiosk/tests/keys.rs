//! Every kind of question, and what was typed read back, by four keys alone (EN 301 549, 8.1 and 11.2.1; WCAG 2.1.1). One test: a process
//! has one Slint platform.

mod stand;

use slint::platform::Key;
use stand::Stand;
use stand::access::Keys;
use turno_domain::ticket::PaperState;
use turno_kiosk::model::{Paper, times};

#[test]
fn every_question_is_answered_with_four_keys() {
    let mut stand = Stand::new();
    let keys = Keys::follow(&stand);
    for size in [(1_080, 1_920), (1_280, 800)] {
        stand.size(size);
        stand.open(stand::asking(), stand::morning_queue());
        keys.choose(&mut stand, "SPID");
        stand.give('A', 42);
        keys.choose(&mut stand, "Per un’altra persona");
        keys.choose(&mut stand, "Una persona in più");
        keys.choose(&mut stand, "Avanti");
        keys.choose(&mut stand, "Ho letto");
        for digit in ["0", "3", "1", "5", "5", "5", "0", "1"] {
            keys.choose(&mut stand, digit);
        }
        keys.choose(&mut stand, "Avanti");
        stand.find("Qual è il suo codice fiscale?");
        keys.choose(&mut stand, "R");
        keys.choose(&mut stand, "Mostra");
        keys.choose(&mut stand, "Cancella");
        keys.choose(&mut stand, "Salta");
        stand.find("Come si chiama?");
        keys.choose(&mut stand, "a");
        keys.choose(&mut stand, "Avanti");
        stand.find("Ha scritto questo: va bene?");
        keys.choose(&mut stand, "Mostra");
        keys.choose(&mut stand, "Correggi: Come si chiama?");
        stand.find("Come si chiama?");
        keys.choose(&mut stand, "n");
        keys.choose(&mut stand, "Avanti");
        keys.choose(&mut stand, "Sì, va bene");
        stand.answer_paper(Paper::State(PaperState::Proven));
        keys.choose(&mut stand, "Fatto");

        stand.open(stand::pac(), stand::morning_queue());
        keys.choose(&mut stand, "Medico");
        stand.give('B', 5);
        stand.find("Di che cosa si tratta?");
        keys.choose(&mut stand, "Salta");
        stand.find("Che cosa ha con sé?");
        keys.choose(&mut stand, "Tessera sanitaria");
        keys.choose(&mut stand, "Avanti");
        stand.find("Per quante persone?");
        keys.choose(&mut stand, "2");
        keys.choose(&mut stand, "Avanti");
        keys.choose(&mut stand, "Sì, va bene");
        stand.answer_paper(Paper::State(PaperState::Proven));
        keys.choose(&mut stand, "Fatto");

        stand.open(stand::pac(), stand::morning_queue());
        keys.choose(&mut stand, "Ho già un numero");
        keys.choose(&mut stand, "A");
        keys.choose(&mut stand, "4");
        stand.key(Key::F1);
        stand.find("Avviso qualcuno…");
        keys.choose(&mut stand, "Ho capito");
        keys.choose(&mut stand, "Ricomincia");
        stand.wait(times::HELP_LASTS);
    }
}
