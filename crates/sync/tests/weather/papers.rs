//! Certificates as a server may come with: in order, expired, its own word only, another's.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use server::Certificate;
use sync::Trust;
use tempfile::TempDir;

/// An authority that this organisation's devices believe, and what it has issued.
pub(crate) struct Papers {
    pub(crate) trust: Trust,
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

impl Papers {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = params.self_signed(&key).unwrap();
        Self {
            trust: Trust(vec![authority.der().to_vec()]),
            issuer: Issuer::new(params, key),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn in_order(&self) -> Certificate {
        self.issued("in-order", "127.0.0.1", 2090)
    }

    pub(crate) fn expired(&self) -> Certificate {
        self.issued("expired", "127.0.0.1", 2020)
    }

    pub(crate) fn of_another_name(&self) -> Certificate {
        self.issued("another", "somebody-else.example", 2090)
    }

    pub(crate) fn its_own_word(&self) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let own = own.self_signed(&key).unwrap();
        self.kept("own-word", &own.pem(), &key)
    }

    fn issued(&self, file: &str, name: &str, last_year: i32) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(last_year, 1, 1);
        let issued = params.signed_by(&key, &self.issuer).unwrap();
        self.kept(file, &issued.pem(), &key)
    }

    fn kept(&self, file: &str, chain: &str, key: &KeyPair) -> Certificate {
        let place = |end: &str| self.folder.path().join(format!("{file}.{end}"));
        std::fs::write(place("pem"), chain).unwrap();
        std::fs::write(place("key"), key.serialize_pem()).unwrap();
        Certificate {
            chain: place("pem"),
            key: place("key"),
        }
    }
}
