//! TLS by rustls with ring, from a certificate's files.

use crate::ServerError;
use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use std::{path::PathBuf, sync::Arc};

/// Files in PEM: the chain of certificates, the server's own first, and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The chain.
    pub chain: PathBuf,
    /// The key.
    pub key: PathBuf,
}

impl Certificate {
    pub(super) fn config(&self) -> Result<RustlsConfig, ServerError> {
        let unfit = |error: &dyn std::fmt::Display| ServerError::Certificate(error.to_string());
        let chain = CertificateDer::pem_file_iter(&self.chain).map_err(|error| unfit(&error))?;
        let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|error| unfit(&error))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| unfit(&error))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| unfit(&error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(RustlsConfig::from_config(Arc::new(config)))
    }
}
