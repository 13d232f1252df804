//! `GET /api/openapi.json`: the interface as programs read it, made from the table of routes.

use super::route::{Door, Route};
use super::routes;
use axum::Json;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use turno_protocol::problem::{MEDIA_TYPE, Problem};
use utoipa::{PartialSchema, ToSchema};

static DOCUMENT: LazyLock<Value> = LazyLock::new(build);

/// `GET /api/openapi.json`
pub async fn document() -> Json<&'static Value> {
    Json(&DOCUMENT)
}

fn build() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut schemas: Map<String, Value> = Map::new();
    let mut know = |name: String, schema| {
        if let Ok(schema) = serde_json::to_value(schema) {
            schemas.insert(name, schema);
        }
    };
    know(<Problem as ToSchema>::name().into_owned(), Problem::schema());
    for (door, routes) in routes::all() {
        for mut route in routes {
            for (name, schema) in route.schemas.drain(..) {
                know(name, schema);
            }
            let item = paths.entry(route.path).or_insert_with(|| json!({}));
            item[route.method] = operation(door, &route);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Turno hub",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The queue and the casework of a public help desk. Within /api/v1 there are only additions: \
                clients ignore fields and kinds that they do not know.",
            "license": {"name": "GPL-3.0-only", "identifier": "GPL-3.0-only"},
        },
        "servers": [{"url": format!("https://{}", turno_protocol::HUB_NAME)}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "device": {"type": "http", "scheme": "bearer", "description": "The token of an enrolment file."},
                "session": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of a session, in place of its desk's.",
                },
            },
        },
    })
}

fn operation(door: Door, route: &Route) -> Value {
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
        "security": match door {
            Door::Open => json!([]),
            Door::Device => json!([{"device": []}, {"session": []}]),
            Door::Session => json!([{"session": []}]),
        },
        "parameters": parameters(route),
        "responses": responses(door, route),
    });
    if let Some(schema) = &route.body {
        let content: Map<String, Value> =
            route.media.iter().map(|media| ((*media).to_owned(), json!({"schema": schema}))).collect();
        operation["requestBody"] = json!({"required": true, "content": content});
    }
    operation
}

fn operation_id(route: &Route) -> String {
    let path = route.path.trim_start_matches("/api/v1").trim_start_matches('/');
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(route.method).chain(words).collect::<Vec<_>>().join("-")
}

fn parameters(route: &Route) -> Value {
    let text = json!({"type": "string"});
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> =
        in_path.map(|name| json!({"name": name, "in": "path", "required": true, "schema": text})).collect();
    parameters.extend(route.query.iter().map(|(name, meaning)| {
        json!({"name": name, "in": "query", "required": false, "description": meaning, "schema": text})
    }));
    parameters.extend(route.headers.iter().map(|(name, meaning, required)| {
        json!({"name": name, "in": "header", "required": required, "description": meaning, "schema": text})
    }));
    if route.needs_key {
        parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "description": "The same key with the same request is answered as before, for 48 hours.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
        }));
    }
    if route
        .replies
        .iter()
        .any(|reply| reply.content.as_ref().is_some_and(|(media, _)| *media == "text/event-stream"))
    {
        parameters.push(json!({
            "name": "Last-Event-ID",
            "in": "header",
            "required": false,
            "description": "The position of the last event that was seen; goes before `after`.",
            "schema": text,
        }));
    }
    parameters.into()
}

fn responses(door: Door, route: &Route) -> Value {
    let mut responses = Map::new();
    for reply in &route.replies {
        let mut response = json!({"description": reply.description});
        if let Some((media, schema)) = &reply.content {
            response["content"] = json!({*media: {"schema": schema}});
        }
        responses.insert(reply.status.to_string(), response);
    }
    for (status, meaning) in problems(door, route) {
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        let problem = json!({"description": meaning, "content": {MEDIA_TYPE: {"schema": schema}}});
        responses.insert(status.to_string(), problem);
    }
    responses.into()
}

/// The refusals that a route may answer with.
fn problems(door: Door, route: &Route) -> Vec<(u16, &'static str)> {
    let writes = route.method != "get";
    let has_body = matches!(route.method, "post" | "put");
    let all = [
        (has_body || !route.query.is_empty(), 400, "Malformed, or without an Idempotency-Key."),
        (door != Door::Open, 401, "No token, a wrong one, or a session that has ended."),
        (door != Door::Open, 403, "This role may not do this."),
        (route.path.contains('{'), 404, "There is no such thing."),
        (has_body, 409, "The state forbids it."),
        (has_body && !route.is_file(), 413, "The body is longer than 1 MiB."),
        (route.is_file(), 413, "The file is larger than 20 MB."),
        (route.is_file(), 415, "The file is of a kind that is not taken, or not what it is said to be."),
        (has_body || !route.query.is_empty(), 422, "An unknown value, or a key used with another request."),
        (door != Door::Open && writes, 503, "The hub's storage is full."),
    ];
    all.into_iter().filter(|(applies, ..)| *applies).map(|(_, status, meaning)| (status, meaning)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    found.insert(reference);
                }
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_resolves_and_every_schema_is_used() {
        let document = build();
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        let known: BTreeSet<String> = document["components"]["schemas"]
            .as_object()
            .unwrap()
            .keys()
            .map(|name| format!("#/components/schemas/{name}"))
            .collect();
        for reference in &found {
            assert!(known.contains(*reference), "{reference}");
        }
        // What travels in a stream is named in words alone.
        let in_streams = ["#/components/schemas/EventData", "#/components/schemas/CaseworkEventData"];
        for name in &known {
            assert!(found.contains(name.as_str()) || in_streams.contains(&name.as_str()), "{name}");
        }
    }

    #[test]
    fn every_operation_has_an_identifier_of_its_own_and_an_answer() {
        let document = build();
        let mut identifiers = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                assert!(
                    identifiers.insert(operation["operationId"].as_str().unwrap().to_owned()),
                    "{method} {path}"
                );
                let well =
                    operation["responses"].as_object().unwrap().keys().any(|status| status.starts_with('2'));
                assert!(well, "{method} {path}");
                for parameter in path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
                    let named = |value: &Value| value["name"] == parameter && value["in"] == "path";
                    assert!(operation["parameters"].as_array().unwrap().iter().any(named), "{method} {path}");
                }
            }
        }
    }
}
