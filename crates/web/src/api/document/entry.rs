//! One operation of the document: what it takes, and every status it answers with.

use super::PROBLEM_JSON;
use crate::api::body::Sent;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{HttpMethod, KnownFormat, PathItem, PathsBuilder, Ref, RefOr, Required, SchemaFormat};

/// A schema, or where it stands.
type Shape = RefOr<Schema>;

/// An operation being described.
pub struct Entry {
    method: HttpMethod,
    path: &'static str,
    operation: OperationBuilder,
    public: bool,
    problems: Vec<u16>,
    made: Vec<fn(ComponentsBuilder) -> ComponentsBuilder>,
}

/// A reference to a schema of the document.
pub fn reference(name: &str) -> Shape {
    Ref::from_schema_name(name).into()
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A dossier code in one of the legal formats.
pub fn code() -> Shape {
    string()
        .pattern(Some("^[A-Za-z0-9.]{1,40}-[0-9]{6}-[0-9]{4,12}$"))
        .examples([json!("000.00.14.H24-261123-0001")])
        .into()
}

/// A UUID with hyphens.
pub fn uuid() -> Shape {
    string().format(Some(SchemaFormat::Custom("uuid".to_owned()))).into()
}

/// Lines of a page.
pub fn limit() -> Shape {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(200)).default(Some(json!(50))).into()
}

/// A place in an order that counts from 1.
pub fn place() -> Shape {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(9999)).into()
}

/// A year that there is a calendar of.
pub fn year() -> Shape {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(2010)).maximum(Some(2100)).into()
}

/// Yes or no.
pub fn boolean() -> Shape {
    ObjectBuilder::new().schema_type(Type::Boolean).into()
}

/// What a list is searched for.
pub fn search() -> Shape {
    string().max_length(Some(200)).pattern(Some(r"^[^\x00-\x1f\x7f-\x9f]*$")).into()
}

/// A local day.
pub fn date() -> Shape {
    string()
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .pattern(Some("^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$"))
        .into()
}

/// One of a few words.
pub fn one_of(words: &[&'static str]) -> Shape {
    string().enum_values(Some(words.to_vec())).into()
}

fn cursor() -> Shape {
    string().pattern(Some("^[A-Za-z0-9_-]{32}$")).into()
}

fn version_tag() -> ObjectBuilder {
    string().pattern(Some("^\"[1-9][0-9]{0,17}\"$")).examples([json!("\"12\"")])
}

impl Entry {
    /// An operation for bearers of a token.
    pub fn new(method: HttpMethod, path: &'static str, tag: &str, id: &str, summary: &str) -> Self {
        Entry {
            method,
            path,
            operation: OperationBuilder::new().tag(tag).operation_id(Some(id)).summary(Some(summary)),
            public: false,
            problems: vec![500, 503],
            made: Vec::new(),
        }
    }

    /// For everybody.
    pub fn public(mut self) -> Self {
        self.public = true;
        self
    }

    fn problem(mut self, status: u16) -> Self {
        if !self.problems.contains(&status) {
            self.problems.push(status);
        }
        self
    }

    fn parameter(mut self, name: &str, place: ParameterIn, required: bool, shape: Shape, what: &str) -> Self {
        let required = if required { Required::True } else { Required::False };
        self.operation = self.operation.parameter(
            ParameterBuilder::new()
                .name(name)
                .parameter_in(place)
                .required(required)
                .schema(Some(shape))
                .description(Some(what)),
        );
        self
    }

    /// A parameter of the query, which may be left out.
    pub fn query(self, name: &str, shape: Shape, what: &str) -> Self {
        self.parameter(name, ParameterIn::Query, false, shape, what).problem(400)
    }

    /// Continued with `after`.
    pub fn paged(self) -> Self {
        self.query("after", cursor(), "The `next` of the page before.").query(
            "limit",
            limit(),
            "Lines at most; 50 when left out.",
        )
    }

    /// From one day to another.
    pub fn days(self) -> Self {
        self.query("from", date(), "First day; the first of this month when left out.").query(
            "to",
            date(),
            "Last day; today when left out.",
        )
    }

    /// Continued with `after`, which names a line of a register.
    pub fn register_paged(self) -> Self {
        self.query("after", string().pattern(Some("^[A-Za-z0-9_-]{4,1000}$")).into(), "The `next` of the page before.")
            .query("limit", limit(), "Lines at most; 50 when left out.")
    }

    /// Days that are not in order, or too many.
    pub fn may_refuse_days(self) -> Self {
        self.problem(422)
    }

    /// A part of the path.
    pub fn in_path(self, name: &str, shape: Shape, what: &str) -> Self {
        self.parameter(name, ParameterIn::Path, true, shape, what).problem(404)
    }

    /// The id of a dossier.
    pub fn dossier_id(self) -> Self {
        self.in_path("id", reference("DossierId"), "Id of the dossier.")
    }

    /// A change that names the version its author has seen.
    pub fn if_match(self) -> Self {
        self.parameter("If-Match", ParameterIn::Header, true, version_tag().into(), "The version its author has seen.")
            .problem(400)
            .problem(412)
            .problem(428)
    }

    /// Not sent again to who has it.
    pub fn if_none_match(mut self) -> Self {
        self = self.parameter(
            "If-None-Match",
            ParameterIn::Header,
            false,
            string().examples([json!("\"12\"")]).into(),
            "The version the client has.",
        );
        let response =
            ResponseBuilder::new().description("The client has this version.").header("ETag", tag_header()).build();
        self.operation = self.operation.response("304", response);
        self
    }

    /// A retry under the same key gets the first answer.
    pub fn keyed(self) -> Self {
        let shape = string().min_length(Some(1)).max_length(Some(80)).pattern(Some("^[ -~]{1,80}$"));
        self.parameter("Idempotency-Key", ParameterIn::Header, false, shape.into(), "Makes a retry safe.").problem(400)
    }

    /// Takes a body.
    pub fn takes<T: Sent>(mut self, example: Value) -> Self {
        self.made.push(with_schema::<T>);
        let content = ContentBuilder::new().schema(Some(reference(&T::name()))).example(Some(example)).build();
        self.operation = self.operation.request_body(Some(
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True)).build(),
        ));
        self.problem(400).problem(413).problem(415).problem(422)
    }

    /// Not for every post.
    pub fn may_deny(self) -> Self {
        self.problem(403)
    }

    /// The law may refuse it.
    pub fn may_refuse(self) -> Self {
        self.problem(409)
    }

    /// A few tries a minute.
    pub fn too_many(self) -> Self {
        self.problem(429)
    }

    fn answer<T: ToSchema>(&mut self, what: &str) -> ResponseBuilder {
        self.made.push(with_schema::<T>);
        let content = ContentBuilder::new().schema(Some(reference(&T::name()))).build();
        ResponseBuilder::new().description(what).content("application/json", content)
    }

    /// Answers with a shape.
    pub fn answers<T: ToSchema>(mut self, status: u16, what: &str) -> Self {
        let response = self.answer::<T>(what);
        self.operation = self.operation.response(status.to_string(), response);
        self
    }

    /// Answers with a shape and the version as `ETag`.
    pub fn answers_tagged<T: ToSchema>(mut self, status: u16, what: &str) -> Self {
        let response = self.answer::<T>(what).header("ETag", tag_header());
        let response =
            if self.is_act() { response.header("Idempotency-Replayed", replayed_header()) } else { response };
        self.operation = self.operation.response(status.to_string(), response);
        self
    }

    fn is_act(&self) -> bool {
        matches!(self.method, HttpMethod::Post)
    }

    /// Answers with a shape, the version and where it now stands.
    pub fn answers_created<T: ToSchema>(mut self, what: &str) -> Self {
        let location =
            HeaderBuilder::new().schema(Some(string())).description(Some("Where the dossier stands.")).build();
        let response = self
            .answer::<T>(what)
            .header("ETag", tag_header())
            .header("Location", location)
            .header("Idempotency-Replayed", replayed_header());
        self.operation = self.operation.response("201", response);
        self
    }

    /// Answers with any JSON object.
    pub fn answers_any(mut self) -> Self {
        let shape: Shape = ObjectBuilder::new().into();
        let content = ContentBuilder::new().schema(Some(shape)).build();
        let response = ResponseBuilder::new().description("OpenAPI 3.1.").content("application/json", content);
        self.operation = self.operation.response("200", response);
        self
    }

    /// Answers with a PDF.
    pub fn answers_pdf(mut self, what: &str) -> Self {
        let shape: Shape = string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).into();
        let content = ContentBuilder::new().schema(Some(shape)).build();
        let response = ResponseBuilder::new().description(what).content("application/pdf", content);
        self.operation = self.operation.response("200", response);
        self
    }

    /// Answers with a file.
    pub fn answers_file(mut self, media_type: &str, what: &str) -> Self {
        let shape: Shape = string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).into();
        let content = ContentBuilder::new().schema(Some(shape)).build();
        let response = ResponseBuilder::new().description(what).content(media_type, content);
        self.operation = self.operation.response("200", response);
        self
    }

    /// Where the piece in the body begins.
    pub fn upload_offset(self) -> Self {
        let shape = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(1_i64 << 40));
        self.parameter("Upload-Offset", ParameterIn::Header, true, shape.into(), "Where the upload ends now.")
            .problem(400)
            .problem(409)
    }

    /// Takes a piece of an upload.
    pub fn takes_piece(mut self) -> Self {
        let shape: Shape = string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).into();
        let content = ContentBuilder::new().schema(Some(shape)).build();
        self.operation = self.operation.request_body(Some(
            RequestBodyBuilder::new().content(crate::api::file::PIECE, content).required(Some(Required::True)).build(),
        ));
        self.problem(413).problem(415).problem(422).problem(507)
    }

    /// Answers with an upload and how far it is.
    pub fn answers_upload<T: ToSchema>(mut self, status: u16, what: &str) -> Self {
        let number = |what| {
            let shape = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
            HeaderBuilder::new().schema(Some(shape)).description(Some(what)).build()
        };
        let response = self
            .answer::<T>(what)
            .header("Upload-Offset", number("Bytes that are here."))
            .header("Upload-Length", number("Bytes of the whole."));
        let response = if status == 201 {
            let place =
                HeaderBuilder::new().schema(Some(string())).description(Some("Where the upload stands.")).build();
            response.header("Location", place)
        } else {
            response
        };
        self.operation = self.operation.response(status.to_string(), response);
        self
    }

    /// Answers with a file of one of the types that are taken.
    pub fn answers_scan(mut self, what: &str) -> Self {
        let mut response = ResponseBuilder::new().description(what);
        for media in domain::file::Media::ALL {
            let shape: Shape = string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).into();
            response = response.content(media.mime(), ContentBuilder::new().schema(Some(shape)).build());
        }
        self.operation = self.operation.response("200", response);
        self
    }

    /// Answers with nothing.
    pub fn answers_nothing(mut self, what: &str) -> Self {
        self.operation = self.operation.response("204", ResponseBuilder::new().description(what));
        self
    }

    /// Puts it into the document.
    pub fn add_to(self, paths: PathsBuilder, components: ComponentsBuilder) -> (PathsBuilder, ComponentsBuilder) {
        let (mut operation, mut problems) = (self.operation, self.problems);
        if self.public {
            operation = operation.securities(Some(Vec::<SecurityRequirement>::new()));
        } else {
            problems.push(401);
            operation = operation.security(SecurityRequirement::new("bearer", Vec::<String>::new()));
        }
        for status in problems {
            operation = operation.response(status.to_string(), Ref::from_response_name(format!("Problem{status}")));
        }
        let components = self.made.into_iter().fold(components, |components, make| make(components));
        (paths.path(self.path, PathItem::new(self.method, operation)), components)
    }
}

/// A schema and those it refers to.
pub fn with_schema<T: ToSchema>(components: ComponentsBuilder) -> ComponentsBuilder {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    components.schema_from::<T>().schemas_from_iter(parts)
}

fn tag_header() -> utoipa::openapi::Header {
    HeaderBuilder::new().schema(Some(version_tag())).description(Some("The dossier's version.")).build()
}

fn replayed_header() -> utoipa::openapi::Header {
    HeaderBuilder::new()
        .schema(Some(string().enum_values(Some(["true"]))))
        .description(Some("Set when this answers an earlier request under the same key."))
        .build()
}

/// Every status a request can fail with, and what it means.
const PROBLEMS: [(u16, &str); 15] = [
    (400, "The query, a header or the JSON is not of the right form."),
    (401, "No token, or one that is not (any longer) valid."),
    (403, "Not for this post or unit."),
    (404, "There is no such thing, or the caller may not know of it."),
    (405, "This address does not take this method; `Allow` names those it takes."),
    (409, "A rule refuses it at this point: `rule` and `citation` say which."),
    (412, "Somebody else acted first: `current_version` and `ETag` say where the dossier is now."),
    (413, "The body is larger than 256 KiB, or a piece longer than what was announced."),
    (415, "The body is not of the media type that is named here."),
    (422, "Something in the body is not right: `field` says where, `rule` which rule."),
    (428, "`If-Match` is missing."),
    (429, "Too many tries from this address."),
    (500, "A fault of the program; the operation's id stands in the log."),
    (503, "The store cannot be reached; try again later."),
    (507, "The disk for files is full. What arrived is kept: ask how far it is, and go on when there is room."),
];

/// The answers with problem details, which all operations share.
pub fn with_problems(components: ComponentsBuilder) -> ComponentsBuilder {
    PROBLEMS.into_iter().fold(components, |components, (status, what)| {
        let content = ContentBuilder::new().schema(Some(reference("Details"))).build();
        let response = ResponseBuilder::new().description(what).content(PROBLEM_JSON, content);
        let header =
            |schema: ObjectBuilder, what| HeaderBuilder::new().schema(Some(schema)).description(Some(what)).build();
        let response = match status {
            401 => response.header("WWW-Authenticate", header(string(), "`Bearer`.")),
            405 => response.header("Allow", header(string(), "Methods it takes.")),
            412 => response.header("ETag", tag_header()),
            429 => {
                let seconds = ObjectBuilder::new().schema_type(Type::Integer);
                response.header("Retry-After", header(seconds, "Seconds until the next try."))
            }
            _ => response,
        };
        components.response(format!("Problem{status}"), response)
    })
}
