//! Many at one counter: receipts over several connections at once.

use crate::http::post;
use crate::kills::{body, token};
use crate::run::{Server, copy};
use std::collections::HashSet;

const CONNECTIONS: usize = 8;
const DOSSIERS: usize = 200;

#[test]
fn two_hundred_dossiers_received_at_once_over_eight_connections_get_two_hundred_codes() {
    let (_dir, folder) = copy();
    let token = token(&folder);
    let server = Server::demo(&folder, &[]);
    let port = server.port;
    let codes: Vec<String> = std::thread::scope(|scope| {
        let clerks: Vec<_> = (0..CONNECTIONS)
            .map(|clerk| {
                let token = &token;
                scope.spawn(move || {
                    (0..DOSSIERS / CONNECTIONS)
                        .map(|n| {
                            let body = body(&format!("Người Thử {clerk}-{n}"));
                            let answer = post(port, "/api/v1/dossiers/receive", token, &[], &body).unwrap();
                            assert_eq!(answer.status, 201, "{}", answer.body);
                            answer.json()["code"].as_str().unwrap().to_owned()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        clerks.into_iter().flat_map(|c| c.join().unwrap()).collect()
    });
    server.stop("TERM");
    assert_eq!(codes.len(), DOSSIERS);
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), DOSSIERS, "a code was given twice");
}
