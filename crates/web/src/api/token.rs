//! Bearer tokens: an administrator makes them for a person in a post, and revokes them.

use super::body::{Body, Sent};
use super::call::{Caller, Id, InPath};
use super::name::{Moment, Named};
use super::problem::Problem;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::calendar::Timestamp;
use domain::id::{PersonId, PostId};
use domain::law::{Refusal, Rule};
use serde::{Deserialize, Serialize};
use store::access::Token;
use utoipa::ToSchema;

/// What a token is asked for with.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenAsked {
    /// For whom.
    pub person: PersonId,
    /// Through which of the person's own posts it acts.
    pub post: PostId,
    /// What it is for, in words.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The moment from which it is no longer taken; none: until it is revoked or the post ends.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires: Option<String>,
}

impl Sent for TokenAsked {
    const IS_ACT: bool = false;
}

/// A token as it is listed: never its secret.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TokenShape {
    /// Id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it is for.
    pub name: String,
    /// For whom.
    pub person: Named,
    /// Through which post.
    pub post: Named,
    /// When it was made.
    pub created: Moment,
    /// By whom.
    pub created_by: Named,
    /// From when on it is no longer taken.
    pub expires: Option<Moment>,
    /// When it was revoked.
    pub revoked: Option<Moment>,
}

/// All tokens.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// The tokens.
    pub items: Vec<TokenShape>,
}

/// A token that was just made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TokenMade {
    /// The token.
    pub token: TokenShape,
    /// Its secret, shown this once: `Authorization: Bearer <secret>`.
    pub secret: String,
}

fn shape(caller: &Caller, t: &Token) -> TokenShape {
    TokenShape {
        id: t.id.clone(),
        name: t.name.clone(),
        person: caller.call.person(&t.person),
        post: caller.call.post(&t.post),
        created: t.created.into(),
        created_by: caller.call.person(&t.created_by),
        expires: t.expires.map(Into::into),
        revoked: t.revoked.map(Into::into),
    }
}

/// All tokens.
pub async fn list(caller: Caller) -> Result<Json<Tokens>, Problem> {
    let tokens = caller.office().tokens(caller.actor()).await?;
    Ok(Json(Tokens { items: tokens.iter().map(|t| shape(&caller, t)).collect() }))
}

/// Makes a token.
pub async fn issue(caller: Caller, Body(asked): Body<TokenAsked>) -> Result<Response, Problem> {
    let malformed = || Problem::from(Refusal::new(Rule::FieldMalformed).field("expires"));
    let expires: Option<Timestamp> = asked.expires.map(|e| e.parse()).transpose().map_err(|_| malformed())?;
    if expires.is_some_and(|e| e <= caller.office().now()) {
        return Err(malformed());
    }
    let (token, secret) =
        caller.office().issue_token(caller.actor(), &asked.person, &asked.post, &asked.name, expires).await?;
    Ok((StatusCode::CREATED, Json(TokenMade { token: shape(&caller, &token), secret })).into_response())
}

/// Revokes a token.
pub async fn revoke(caller: Caller, InPath(Id(id)): InPath<Id<uuid::Uuid>>) -> Result<StatusCode, Problem> {
    caller.office().revoke_token(caller.actor(), &id.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}
