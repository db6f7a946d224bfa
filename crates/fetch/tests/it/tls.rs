//! Certificates are looked at.

use std::sync::Arc;

use fetch::{Accept, Error};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, ServerConfig, ServerConnection};
use url::Url;

use crate::servers;

/// A certificate for `site.example` that nobody has signed, and its key, made for this test and used nowhere else:
/// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=site.example -addext
/// subjectAltName=DNS:site.example -addext basicConstraints=critical,CA:FALSE`.
const SELF_SIGNED: &[u8] = include_bytes!("self-signed.pem");

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_not_believed() {
    let certificate = CertificateDer::from_pem_slice(SELF_SIGNED).unwrap();
    let key = PrivateKeyDer::from_pem_slice(SELF_SIGNED).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::task::spawn_blocking(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        // Until the handshake is done, or the client says why it is not.
        while connection.is_handshaking() {
            if let Err(error) = connection.complete_io(&mut socket) {
                return error.downcast::<rustls::Error>().ok();
            }
        }
        None
    });
    let client = servers::client(&[("site.example", address)]);
    let found = client.get(&Url::parse("https://site.example/").unwrap(), Accept::page()).await;
    assert_eq!(found, Err(Error::Unreachable));
    assert_eq!(server.await.unwrap(), Some(rustls::Error::AlertReceived(AlertDescription::UnknownCA)));
}
