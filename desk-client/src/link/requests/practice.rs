//! What is done with the parts of a practice, as it is asked of the hub.

use crate::model::port::PracticeCommand;
use turno_client::{CommandKey, HubError, Session};
use turno_domain::ids::PracticeId;
use turno_protocol::casework::PracticeView;

/// Does it, and reads the practice as it stands then.
pub(super) async fn carry(
    session: &Session,
    key: &CommandKey,
    id: PracticeId,
    command: &PracticeCommand,
) -> Result<PracticeView, HubError> {
    match command {
        PracticeCommand::Write(what) => drop(session.write_entry(key, id, what.clone()).await?),
        PracticeCommand::MakeStep(fields) => drop(session.make_step(key, id, fields).await?),
        PracticeCommand::ChangeStep(step, update) => drop(session.update_step(*step, update).await?),
        PracticeCommand::EndStep { step, done: true, outcome } => {
            drop(session.step_done(key, *step, outcome).await?);
        }
        PracticeCommand::EndStep { step, done: false, outcome } => {
            drop(session.drop_step(key, *step, outcome).await?);
        }
        PracticeCommand::ReopenStep(step) => drop(session.reopen_step(key, *step).await?),
        PracticeCommand::Offer(to) => drop(session.offer_practice(key, id, to).await?),
        PracticeCommand::TakeOver => drop(session.take_practice_over(key, id).await?),
        PracticeCommand::Return(reason) => drop(session.return_practice(key, id, reason).await?),
        PracticeCommand::Join(member) => drop(session.join_team(key, id, member).await?),
        PracticeCommand::Leave(member) => drop(session.leave_team(id, member).await?),
    }
    session.practice(id).await
}
