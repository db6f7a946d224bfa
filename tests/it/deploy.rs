//! The files in `deploy/` say what the program says.

use athena::kernel::config::KEYS;
use athena::kernel::limits::BODY_BYTES;

const SERVICE: &str = include_str!("../../deploy/athena.service");
const NGINX: &str = include_str!("../../deploy/nginx.conf");
const CADDY: &str = include_str!("../../deploy/Caddyfile");
const DOCKER: &str = include_str!("../../deploy/Dockerfile");

#[test]
fn proxies_take_bodies_as_large_as_we_do() {
    let kib = BODY_BYTES / 1024;
    assert!(NGINX.contains(&format!("client_max_body_size {kib}k;")));
    assert!(CADDY.contains(&format!("max_size {kib}KiB")));
}

#[test]
fn the_service_has_a_descriptor_for_every_connection_and_some_to_spare() {
    let key = KEYS.iter().find(|key| key.name == "connections").unwrap();
    let limit = SERVICE.lines().find_map(|line| line.strip_prefix("LimitNOFILE=")).unwrap();
    assert!(limit.parse::<usize>().unwrap() >= 2 * key.default.parse::<usize>().unwrap());
}

#[test]
fn the_image_is_built_with_the_oldest_rust_that_will_do() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    assert!(DOCKER.contains(&format!("FROM rust:{version}-")), "{version}");
}
