//! The data of a form as Typst values. They never become source text, so nothing in them is ever read as a command.

use serde_json::Value as Json;
use turno_domain::text::clean_lines;
use typst::foundations::{Array, Dict, IntoValue, Value};

/// The value as a template sees it. Texts are cleaned of control characters as every record's are, and keep all their lines.
pub(super) fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(yes) => yes.into_value(),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.into_value(),
            None => number.as_f64().unwrap_or_default().into_value(),
        },
        Json::String(text) => clean_lines(&text, text.len()).into_value(),
        Json::Array(items) => items.into_iter().map(value).collect::<Array>().into_value(),
        Json::Object(fields) => dict(fields).into_value(),
    }
}

/// The fields as a dictionary.
pub(super) fn dict(fields: serde_json::Map<String, Json>) -> Dict {
    fields.into_iter().map(|(key, json)| (key.into(), value(json))).collect()
}

/// Every letter of the texts in it.
pub(super) fn letters(value: &Value, out: &mut impl FnMut(char)) {
    match value {
        Value::Str(text) => text.chars().for_each(out),
        Value::Array(items) => items.iter().for_each(|item| letters(item, out)),
        Value::Dict(fields) => fields.iter().for_each(|(_, field)| letters(field, out)),
        _ => {}
    }
}
