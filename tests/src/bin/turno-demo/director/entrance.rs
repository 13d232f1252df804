//! What else may happen at the entrance: another script, ways of reading, a roll that ends, somebody who needs help.

use super::{Director, say};
use crate::checks;
use anyhow::{Result, ensure};
use turno_domain::text::Language;

/// Arabic, as it stands on the button, on the card of whoever does not know what to ask for, and on the ticket's screen.
const ARABIC: &str = "العربية";
const ARABIC_SERVICE: &str = "لا أعرف، أريد أن أشرح شفهيًا";
const ARABIC_PRINTED: &str = "طُبعت التذكرة: خذوها";
const ARABIC_DONE: &str = "تم";

impl Director {
    /// Somebody reads Arabic: the screen is mirrored, and the paper is drawn.
    pub(super) async fn somebody_reads_arabic(&mut self) -> Result<()> {
        say("9:47: somebody reads Arabic");
        self.until("9:47").await?;
        self.machines.kiosk.sees(ARABIC).await?;
        self.until("9:47:01").await?;
        self.machines.kiosk.touch(ARABIC).await?;
        self.machines.kiosk.sees(ARABIC_SERVICE).await?;
        self.until("9:47:02").await?;
        self.kiosk_picture("kiosk-arabic").await?;
        self.machines.kiosk.touch(ARABIC_SERVICE).await?;
        self.machines.kiosk.sees(ARABIC_PRINTED).await?;
        let ticket = checks::newest(&self.machines.entrance.hub).await?;
        ensure!(ticket.language == Some(Language::Ar), "the ticket speaks {:?}", ticket.language);
        checks::proven(&self.machines.entrance.hub, ticket.id).await?;
        self.kiosk_picture("kiosk-ticket-arabic").await?;
        std::fs::copy(checks::paper(&self.machines.tickets, 3)?, self.album.file("paper-arabic"))?;
        self.album.take("paper-arabic")?;
        self.until("9:47:03").await?;
        self.machines.kiosk.touch(ARABIC_DONE).await?;
        self.machines.kiosk.sees("SPID e identità digitale").await?;
        self.tell(
            "9:47",
            &format!("Da destra a sinistra: {}", ticket.number),
            "Nove lingue, scelte da chi è davanti al totem. In arabo lo schermo si specchia, e il biglietto porta la lingua scelta con \
             l’italiano accanto.",
            vec![
                ("kiosk-arabic", "Il totem in arabo"),
                ("kiosk-ticket-arabic", "Il biglietto sullo schermo, in arabo"),
                ("paper-arabic", "Il biglietto di carta, in arabo e in italiano"),
            ],
        );
        Ok(())
    }

    /// Larger, with more contrast, within reach: one touch each, and one back.
    pub(super) async fn somebody_sees_badly(&mut self) -> Result<()> {
        say("9:48: larger type, high contrast, everything within reach");
        for (time, mode) in [("9:48", "Contrasto"), ("9:48:01", "Più grande")] {
            self.until(time).await?;
            self.machines.kiosk.touch(mode).await?;
        }
        self.until("9:48:02").await?;
        self.kiosk_picture("kiosk-contrast").await?;
        for (time, mode) in [("9:48:03", "Contrasto"), ("9:48:04", "Più grande"), ("9:48:05", "Più in basso")]
        {
            self.until(time).await?;
            self.machines.kiosk.touch(mode).await?;
        }
        self.until("9:48:06").await?;
        self.kiosk_picture("kiosk-low").await?;
        self.machines.kiosk.touch("Più in basso").await?;
        self.until("9:48:07").await?;
        self.tell(
            "9:48",
            "Più grande, più contrasto, più in basso",
            "Un tocco sulla barra cambia il modo di leggere, un altro lo toglie; dopo ogni visita tutto torna com’era. «Più in basso» porta \
             tutto ciò che si tocca alla portata di chi è seduto.",
            vec![
                ("kiosk-contrast", "Il totem con il contrasto alto e i caratteri grandi"),
                ("kiosk-low", "Il totem con tutti i tasti nella parte bassa"),
            ],
        );
        Ok(())
    }

    /// The roll ends; the kiosk says so, the desk is told, and a new roll brings the ticket out.
    pub(super) async fn the_roll_ends(&mut self) -> Result<()> {
        say("9:48:30: the roll of paper ends, and somebody changes it");
        self.until("9:48:30").await?;
        self.machines.printer.order("paper out").await?;
        self.machines.desk.sees_part("carta finita").await?;
        self.machines.kiosk.touch("Compilare un modulo o una domanda").await?;
        self.machines.kiosk.sees("È per lei o per un'altra persona?").await?;
        self.until("9:48:31").await?;
        self.machines.kiosk.touch("Salta la domanda").await?;
        self.machines.kiosk.sees_part("La carta è finita.").await?;
        self.until("9:48:32").await?;
        self.kiosk_picture("kiosk-paper-out").await?;
        self.desk_picture("desk-paper-out").await?;
        let ticket = checks::newest(&self.machines.entrance.hub).await?;
        self.machines.printer.order("paper ok").await?;
        self.machines.kiosk.sees("Biglietto stampato: lo prenda").await?;
        checks::proven(&self.machines.entrance.hub, ticket.id).await?;
        checks::paper(&self.machines.tickets, 4)?;
        self.machines.desk.is_without_part("carta finita").await?;
        self.until("9:48:40").await?;
        self.machines.kiosk.touch("Fatto").await?;
        self.machines.kiosk.sees("SPID e identità digitale").await?;
        self.tell(
            "9:48",
            "La carta finisce",
            "Il totem dice la verità e lo sportello lo sa subito. Cambiato il rotolo, il biglietto che aspettava esce da solo, una volta.",
            vec![
                ("kiosk-paper-out", "Il totem senza carta: il numero, grande, e che cosa fare"),
                ("desk-paper-out", "Lo sportello avvisato della carta finita"),
            ],
        );
        Ok(())
    }

    /// Somebody needs help; Giulia, who is free, goes.
    pub(super) async fn somebody_needs_help(&mut self) -> Result<()> {
        say("9:50: somebody needs help, and Giulia goes");
        self.until("9:50:05").await?;
        self.machines.kiosk.touch("Ho bisogno di aiuto").await?;
        self.machines.kiosk.sees_part("Ho avvisato Giulia").await?;
        self.machines.desk.sees("Vado io").await?;
        self.until("9:50:06").await?;
        self.kiosk_picture("kiosk-help").await?;
        self.desk_picture("desk-help").await?;
        self.machines.desk.key_with("Control", "h").await?;
        self.machines.kiosk.sees_part("Giulia arriva").await?;
        self.until("9:50:08").await?;
        self.kiosk_picture("kiosk-help-coming").await?;
        self.machines.kiosk.touch("Ho capito").await?;
        self.machines.kiosk.sees("SPID e identità digitale").await?;
        self.tell(
            "9:50",
            "Qualcuno ha bisogno di aiuto",
            "Un tocco avvisa tutti gli sportelli, e il totem dice chi è stato avvisato e chi arriva.",
            vec![
                ("kiosk-help", "Il totem dice chi è stato avvisato"),
                ("desk-help", "Lo sportello mostra chi chiede aiuto"),
                ("kiosk-help-coming", "Il totem dice chi arriva"),
            ],
        );
        Ok(())
    }
}
