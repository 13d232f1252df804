//! Signing in, and how a session ends.

use crate::site::client::Client;
use crate::site::{MORNING, PIN, Scene};
use serde_json::json;
use std::collections::BTreeMap;

#[tokio::test]
async fn signing_in_gives_a_token_bound_to_its_desk() {
    let scene = Scene::at(MORNING).await;
    let session = scene.desk.try_sign_in("giulia", PIN).await.ok(201);
    assert_eq!((&session["operator"], &session["role"]), (&json!("giulia"), &json!("operator")));
    assert_eq!(session["expires_at"], "2026-11-21T18:00:00.000Z", "ten hours");
    let giulia = scene.desk.with_token(session["token"].as_str().unwrap());
    let own = giulia.get("/sessions/self").await.ok(200);
    assert_eq!((&own["operator"], &own["expires_at"]), (&json!("giulia"), &session["expires_at"]));
    // A desk that is revoked takes its sessions along.
}
