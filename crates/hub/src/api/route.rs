//! One line of the table from which both the router and the OpenAPI document are made, so that neither knows a route that the
//! other does not.

use crate::hub::Hub;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

/// Named schemas, as utoipa collects them.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// Who may come through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Open,
    /// A device, or a session in its place.
    Device,
    /// A session.
    Session,
}

/// What a route answers.
pub struct Reply {
    /// With which status.
    pub status: u16,
    /// What it is.
    pub description: &'static str,
    /// Media type and schema; none where there is no body.
    pub content: Option<(&'static str, Value)>,
}

/// A route: where, what, and by whom it is served.
pub struct Route {
    /// The method, in lower case.
    pub method: &'static str,
    /// The template of its path.
    pub path: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// What its body looks like.
    pub body: Option<Value>,
    /// The media types that its body may have.
    pub media: &'static [&'static str],
    /// What may stand in its headers: name, meaning, whether it must.
    pub headers: &'static [(&'static str, &'static str, bool)],
    /// What may stand in its query: name and meaning.
    pub query: &'static [(&'static str, &'static str)],
    /// What it answers when all is well.
    pub replies: Vec<Reply>,
    /// Whether it needs an `Idempotency-Key`.
    pub needs_key: bool,
    /// The schemas that body and replies speak of.
    pub schemas: Schemas,
    serve: MethodRouter<Hub>,
}

impl Route {
    fn new(
        method: &'static str,
        path: &'static str,
        serve: MethodRouter<Hub>,
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            summary,
            body: None,
            media: &["application/json"],
            headers: &[],
            query: &[],
            replies: Vec::new(),
            needs_key: method == "post",
            schemas: Vec::new(),
            serve,
        }
    }

    /// A route that reads.
    pub fn get<H: Handler<T, Hub>, T: 'static>(
        path: &'static str,
        handler: H,
        summary: &'static str,
    ) -> Self {
        Self::new("get", path, routing::get(handler), summary)
    }

    /// A command, which may come twice and is carried out once.
    pub fn post<H: Handler<T, Hub>, T: 'static>(
        path: &'static str,
        handler: H,
        summary: &'static str,
    ) -> Self {
        Self::new("post", path, routing::post(handler), summary)
    }

    /// A route that sets something; a second time changes nothing.
    pub fn put<H: Handler<T, Hub>, T: 'static>(
        path: &'static str,
        handler: H,
        summary: &'static str,
    ) -> Self {
        Self::new("put", path, routing::put(handler), summary)
    }

    /// A route that ends something.
    pub fn delete<H: Handler<T, Hub>, T: 'static>(
        path: &'static str,
        handler: H,
        summary: &'static str,
    ) -> Self {
        Self::new("delete", path, routing::delete(handler), summary)
    }

    /// A POST that is never carried out again for a key.
    pub fn without_key(mut self) -> Self {
        self.needs_key = false;
        self
    }

    /// With what may stand in its query.
    pub fn query(mut self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.query = query;
        self
    }

    /// With a body of this shape.
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.body = Some(self.reference::<T>());
        self
    }

    /// With a file as its body, of one of these media types, of which the headers say more.
    pub fn takes_file(
        mut self,
        media: &'static [&'static str],
        headers: &'static [(&'static str, &'static str, bool)],
    ) -> Self {
        self.body = Some(json!({"type": "string", "format": "binary"}));
        (self.media, self.headers) = (media, headers);
        self
    }

    /// Answers a `T`.
    pub fn answers<T: ToSchema>(mut self, status: u16, description: &'static str) -> Self {
        let schema = self.reference::<T>();
        self.replies.push(Reply { status, description, content: Some(("application/json", schema)) });
        self
    }

    /// Answers a list of `T`.
    pub fn lists<T: ToSchema>(mut self, description: &'static str) -> Self {
        let schema = json!({"type": "array", "items": self.reference::<T>()});
        self.replies.push(Reply { status: 200, description, content: Some(("application/json", schema)) });
        self
    }

    /// Answers a page of a list of `T`.
    pub fn pages<T: ToSchema>(mut self, description: &'static str) -> Self {
        let schema = json!({
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": {"type": "array", "items": self.reference::<T>()},
                "next": {"type": ["string", "null"], "description": "The next page's `after`; null: the last."},
            },
        });
        self.replies.push(Reply { status: 200, description, content: Some(("application/json", schema)) });
        self
    }

    /// Answers something that no type of the protocol describes.
    pub fn shows(mut self, media: &'static str, schema: Value, description: &'static str) -> Self {
        self.replies.push(Reply { status: 200, description, content: Some((media, schema)) });
        self
    }

    /// Answers a stream of events that carry a `T` each.
    pub fn streams<T: ToSchema>(mut self, description: &'static str) -> Self {
        self.reference::<T>();
        let schema = json!({
            "type": "string",
            "description": format!("Server-sent events; each `data` is a `{}`, but of a `reset`.", T::name()),
        });
        self.replies.push(Reply { status: 200, description, content: Some(("text/event-stream", schema)) });
        self
    }

    /// Answers without a body.
    pub fn nothing(mut self, description: &'static str) -> Self {
        self.replies.push(Reply { status: 204, description, content: None });
        self
    }

    /// Whether its body is a file.
    pub fn is_file(&self) -> bool {
        !self.media.contains(&"application/json")
    }

    fn reference<T: ToSchema>(&mut self) -> Value {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        json!({"$ref": format!("#/components/schemas/{}", T::name())})
    }
}

/// A router of `routes`.
pub fn joined(routes: Vec<Route>) -> Router<Hub> {
    routes.into_iter().fold(Router::new(), |router, route| router.route(route.path, route.serve))
}
