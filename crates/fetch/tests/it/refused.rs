//! Where nobody goes: [`HOPELESS`], and names of what is not public.

use std::net::{IpAddr, SocketAddr};

use fetch::{Accept, Client, Error, HOPELESS, Table, Why};
use url::Url;

use crate::servers::{self, Server};

/// A canary on this machine, and a client that knows names for it but may not go there.
async fn canary() -> (Server, Client) {
    let canary = Server::page("canary").await;
    let table: Table = [
        ("canary.example", vec![canary.address]),
        ("example.org", vec![canary.address]),
        ("127.0.0.1", vec![canary.address]),
        ("localhost", vec![canary.address]),
    ]
    .into_iter()
    .collect();
    let client = servers::asking(servers::options(), table, []);
    (canary, client)
}

#[tokio::test]
async fn hopeless_urls_are_refused_before_anything_is_dialled() {
    let (canary, client) = canary().await;
    let port = canary.address.port().to_string();
    let (mut count, mut wrong) = (0, Vec::new());
    for (why, urls) in HOPELESS {
        for text in urls.split_ascii_whitespace() {
            let text = text.replace("CANARY", &port);
            let outcome = match Url::parse(&text) {
                Ok(url) => Some(client.get(&url, Accept::anything()).await.unwrap_err()),
                Err(_) => None,
            };
            let wanted = why.map(|why| Error::Refused { why });
            if outcome != wanted {
                wrong.push(format!("{text}: {outcome:?} instead of {wanted:?}"));
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count >= 300, "{count}");
    println!("{count} URLs");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn line_breaks_and_spaces_bring_no_second_request_about() {
    let (canary, client) = canary().await;
    let port = canary.address.port();
    for text in [
        "http://127.0.0.1/\r\nHost: example.org".to_owned(),
        "ht\ntp://127.0.\t0.1/".to_owned(),
        "\u{1}http://127.0.0.1/ ".to_owned(),
        format!("http://127.0.0.1:\n{port}/"),
        format!("http://127.0.0.1:{port}/\r\n\r\nGET / HTTP/1.1\r\n"),
        format!("http://\r\n127.0.0.1:{port}\\@example.org/"),
        format!("http://127.0.0.1:\t{port}/%0d%0aSET%20a%20b"),
    ] {
        let url = Url::parse(&text).unwrap();
        assert!(matches!(client.get(&url, Accept::anything()).await, Err(Error::Refused { .. })), "{text:?}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn names_of_addresses_that_are_not_public_are_refused() {
    let canary = Server::page("canary").await;
    let here = canary.address;
    let at = |address: &str| SocketAddr::new(address.parse::<IpAddr>().unwrap(), 0);
    let public = at("8.8.8.8");
    let mut names = vec![
        ("canary.example".to_owned(), vec![here]),
        ("twice.example".to_owned(), vec![here, here]),
        ("public-first.example".to_owned(), vec![public, here]),
        ("public-last.example".to_owned(), vec![here, public]),
        ("far-behind.example".to_owned(), [vec![public; 40], vec![here]].concat()),
        ("127.0.0.1.nip.example".to_owned(), vec![here]),
        ("xn--bcher-kva.example".to_owned(), vec![here]),
        // What is left of a chain of CNAMEs is the address at its end; the resolver gives no more.
        ("cname.example".to_owned(), vec![at("10.0.0.7")]),
        ("two-families.example".to_owned(), vec![at("2606:4700:4700::1111"), at("::1")]),
    ];
    for (number, address) in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.20.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001::7f00:1",
        "fc00::1",
        "fe80::1",
        "ff02::1",
    ]
    .into_iter()
    .enumerate()
    {
        names.push((format!("name-{number}.example"), vec![at(address)]));
        names.push((format!("mixed-{number}.example"), vec![public, at(address)]));
    }
    let client = servers::asking(servers::options(), names.iter().cloned().collect::<Table>(), []);
    for (name, addresses) in &names {
        for scheme in ["http", "https"] {
            let url = Url::parse(&format!("{scheme}://{name}/")).unwrap();
            let error = client.get(&url, Accept::anything()).await.unwrap_err();
            assert_eq!(error, Error::Refused { why: Why::Address }, "{name} {addresses:?}");
        }
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn the_canary_can_be_reached_by_those_who_may() {
    let canary = Server::page("canary").await;
    let client = servers::client(&[("canary.example", canary.address)]);
    let url = Url::parse("http://canary.example/").unwrap();
    assert_eq!(client.get(&url, Accept::page()).await.unwrap().body, b"canary");
    assert_eq!(canary.connections(), 1);
}

#[tokio::test]
async fn errors_tell_no_addresses() {
    let canary = Server::page("canary").await;
    let table: Table = [("canary.example", vec![canary.address])].into_iter().collect();
    let client = servers::asking(servers::options(), table, []);
    for url in ["http://canary.example/", "http://10.0.0.1/", "http://nobody.example/"] {
        let error = client.get(&Url::parse(url).unwrap(), Accept::page()).await.unwrap_err();
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(!text.contains("example") && !text.contains(|c: char| c.is_ascii_digit()), "{text}");
        }
    }
}
