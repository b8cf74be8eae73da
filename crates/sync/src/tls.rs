//! Which servers are believed: those with a certificate of a public authority, and of the organisation's own where it has one.

use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use std::sync::Arc;

/// Certificates that are believed besides the public ones, in DER.
#[derive(Clone, Debug, Default)]
pub struct Trust(pub Vec<Vec<u8>>);

impl Trust {
    pub(crate) fn config(&self) -> Result<Arc<ClientConfig>, rustls::Error> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        for certificate in &self.0 {
            roots.add(CertificateDer::from(certificate.clone()))?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }
}
