//! An S3 server in this process: `s3s-fs`, which checks signatures, behind real HTTP on a loopback port.

use std::path::Path;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use media::{S3Config, Store};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub const KEY: &str = "AKTESTTESTTEST";
pub const SECRET: &str = "a-secret-nobody-logs";
pub const BUCKET: &str = "media";

pub struct Server {
    pub endpoint: String,
    directory: TempDir,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start() -> Server {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(directory.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let service = service.clone();
                tokio::spawn(async move {
                    let builder = Builder::new(TokioExecutor::new());
                    let _ = builder.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Server { endpoint, directory, task }
    }

    pub fn config(&self) -> S3Config {
        S3Config {
            endpoint: Some(self.endpoint.clone()),
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            prefix: "athena/pictures".to_owned(),
            key_id: KEY.to_owned(),
            secret: SECRET.into(),
            path_style: true,
        }
    }

    pub fn store(&self) -> Store {
        Store::s3(self.config()).unwrap()
    }

    /// Where the server keeps the bucket's objects.
    pub fn objects(&self) -> std::path::PathBuf {
        self.directory.path().join(BUCKET)
    }

    pub fn file(&self, name: impl AsRef<Path>) -> std::path::PathBuf {
        self.objects().join("athena/pictures").join(name)
    }

    /// Nobody listens any more.
    pub async fn stop(self) -> String {
        self.task.abort();
        let _ = self.task.await;
        self.endpoint
    }
}
