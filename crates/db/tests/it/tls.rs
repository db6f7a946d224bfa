//! Encryption to PostgreSQL: the server must prove who it is, or there is no connection.

use std::path::Path;
use std::process::{Command, Stdio};

use db::testing::{Cluster, fresh_postgres};
use db::{DatabaseUrl, Error, OpenError, sql};

use crate::MIGRATIONS;

/// Makes an authority, and a certificate of it for loopback where the server looks for it.
fn certify(data: &Path, authority: &Path) {
    let script = r#"set -e
        openssl ecparam -name prime256v1 -genkey -noout -out "$2/ca.key"
        openssl req -x509 -new -key "$2/ca.key" -days 2 -subj "/CN=Test authority" -out "$2/ca.pem" \
            -addext "keyUsage=critical,keyCertSign"
        openssl ecparam -name prime256v1 -genkey -noout -out "$1/server.key"
        chmod 600 "$1/server.key"
        openssl req -new -key "$1/server.key" -subj "/CN=localhost" -out "$2/server.csr"
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' > "$2/names"
        openssl x509 -req -in "$2/server.csr" -CA "$2/ca.pem" -CAkey "$2/ca.key" -CAcreateserial -days 2 \
            -extfile "$2/names" -out "$1/server.crt"
    "#;
    let made = Command::new("sh").args(["-c", script, "sh"]).args([data, authority]).stderr(Stdio::null()).status();
    assert!(made.unwrap().success(), "openssl makes certificates");
}

#[tokio::test]
async fn the_server_must_prove_who_it_is() {
    let files = tempfile::tempdir().unwrap();
    let authority = files.path().to_owned();
    let start = move || {
        Cluster::start_with(|data| {
            certify(data, &authority);
            vec!["ssl=on"]
        })
    };
    let Some(server) = tokio::task::spawn_blocking(start).await.unwrap() else { return };
    let db = fresh_postgres(server.url(), MIGRATIONS, |_| {}).await;
    let DatabaseUrl::Postgres(plain) = db.options().url.clone() else { panic!("not PostgreSQL") };
    let ssl = async |url: String| -> Result<bool, OpenError> {
        let node = db.open_again(|options| options.url = DatabaseUrl::Postgres(url)).await?;
        let ssl: Result<bool, Error> = node
            .read(|r| {
                let own = sql!(
                    sqlite: "SELECT FALSE",
                    postgres: "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
                );
                r.one(own, &[])
            })
            .await;
        node.close().await;
        Ok(ssl.unwrap())
    };
    let known = files.path().join("ca.pem").display().to_string();
    assert!(!ssl(plain.clone()).await.unwrap(), "loopback needs no encryption");
    assert!(ssl(format!("{plain}?sslmode=verify-full&sslrootcert={known}")).await.unwrap());
    assert!(ssl(format!("{plain}?sslmode=require&sslrootcert={known}")).await.unwrap());
    let unknown = ssl(format!("{plain}?sslmode=verify-full")).await;
    assert!(unknown.as_ref().is_err_and(|error| error.to_string().contains("UnknownIssuer")), "{unknown:?}");
    // Another of the machine's own addresses, for which the certificate does not speak.
    let other = plain.replace("127.0.0.1", "localhost.localdomain");
    let renamed = ssl(format!("{other}?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={known}")).await;
    assert!(renamed.as_ref().is_err_and(|error| error.to_string().contains("not valid for name")), "{renamed:?}");
}
