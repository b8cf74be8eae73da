//! Words for one thing: a line for each meaning, in English, German, French and Spanish.
//!
//! Already folded: small letters, no accents, no blanks, no fillers ("date of birth" is `datebirth`). A word may stand in
//! one line only; a test holds that.

/// The first word of a line is its name in this file.
const MEANINGS: &[&str] = &[
    // People
    "name nom nombre bezeichnung designation",
    "contact contactname fullname contactperson ansprechpartner kontakt kontaktperson kontaktname nomcomplet personne \
     contacto nombrecompleto personacontacto displayname",
    "givenname firstname vorname prenom nombrepila primernombre forename",
    "familyname lastname surname nachname familienname nomfamille apellido apellidos",
    "salutation anrede civilite tratamiento titel",
    "role jobtitle position title funktion beruf stelle fonction poste cargo puesto jobrole",
    "department abteilung departamento division bereich",
    "besttime besttimetocall besttimecall erreichbarkeit bestezeit meilleurmoment mejorhora besttimecontact",
    "birthday birthdate datebirth dob geburtstag geburtsdatum anniversaire datenaissance naissance cumpleanos \
     fechanacimiento nacimiento",
    // Ways to reach them
    "email mail mailaddress emailaddress emailadresse mailadresse emails courriel adressemail adresseemail \
     adresseelectronique correo correoelectronico direccioncorreo workemail businessemail emailwork",
    "phone telephone tel telefon telefonnummer phonenumber telephonenumber phoneno telno telnr rufnummer festnetz \
     telefono numerotelephone fixe fijo workphone businessphone officephone mainphone phonework landline tfno tlf",
    "mobile cell cellphone mobilephone mobilenumber handy handynummer mobil mobiltelefon mobilnummer portable \
     telephoneportable telephonemobile movil celular telefonomovil natel",
    "fax faxnumber telefax faxnummer telecopie",
    "website web url homepage webseite webaddress internet siteweb site sitioweb paginaweb webadresse internetseite www",
    // Places
    "address anschrift adresse direccion postaladdress mailingaddress streetaddress officelocation location \
     domicilio postanschrift standort fulladdress billingaddress",
    "street strasse rue calle streetname strassehausnummer addressline1 line1",
    "town city ort stadt ville ciudad locality localidad wohnort poblacion",
    "region state province bundesland provinz provincia county kanton canton departement",
    "code zip zipcode postalcode postcode plz postleitzahl codepostal codigopostal cp",
    "country land pays pais nation",
    // Companies
    "company companyname account accountname organisation organization org firma firmenname unternehmen \
     unternehmensname business businessname customer customername client clientname kunde kundenname entreprise societe \
     raisonsociale empresa compania razonsocial cliente nomclient nomentreprise nombreempresa employer arbeitgeber",
    "sector industry branche wirtschaftszweig secteur secteuractivite industria vertical",
    "employees numberemployees employeecount headcount staff mitarbeiter mitarbeiterzahl anzahlmitarbeiter employes effectif \
     empleados numeroempleados nombredemployes",
    "revenue annualrevenue turnover umsatz jahresumsatz chiffreaffaires chiffredaffaires ingresos facturacion",
    "founded yearestablished yearfounded established foundingyear gegrundet gegruendet grundungsjahr gruendungsjahr \
     anneecreation annee fundacion anofundacion fundada",
    "parent parentcompany subsidiaryof subsidiary parentaccount muttergesellschaft mutterfirma konzern \
     societemere maisonmere empresamatriz matriz",
    // Deals
    "deal opportunity opportunityname dealname dealtitle verkaufschance opportunitat opportunite affaire oportunidad negocio",
    "stage dealstage salesstage pipelinestage opportunitystage phase verkaufsphase etape etapa fase",
    "pipeline salespipeline trichter",
    "amount value closevalue dealvalue dealamount price betrag wert auftragswert summe montant valeur importe monto valor \
     total opportunityamount",
    "currency wahrung waehrung devise moneda divisa",
    "opened engagedate engaged opendate createddate created createdate startdate eroffnet eroffnetam angelegtam erstellt \
     erstelltam ouverture dateouverture datecreation fechaapertura fechacreacion creado",
    "closeby closedate closingdate closed expectedclose expectedclosedate abschluss abschlussdatum abschlussam datecloture \
     cloture fechacierre cierre",
    "product produkt artikel produit producto item productname",
    "nextaction nextstep nachsterschritt nachsteaktion naechsterschritt prochaineetape prochaineaction proximopaso \
     siguientepaso",
    "nextfollowup followup followupdate wiedervorlage relance daterelance prochainerelance seguimiento proximoseguimiento",
    // Work
    "owner salesagent agent rep salesrep accountmanager accountowner dealowner contactowner salesperson \
     verantwortlich betreuer zustandig zustaendig bearbeiter vertriebler responsable commercial vendeur vendedor \
     propietario comercial",
    "assignee assignedto assigned zugewiesen zugewiesenan assignea asignado asignadoa",
    "manager vorgesetzter leiter superieur supervisor jefe",
    "source leadsource origin herkunft quelle leadquelle origine provenance origen fuente",
    "tags tag categories category labels label schlagworte kategorie kategorien etiquettes categorie etiquetas \
     categoria",
    "note notes comment comments remark remarks notiz notizen bemerkung bemerkungen kommentar anmerkung remarque remarques \
     commentaire commentaires nota notas comentario comentarios observaciones",
    "detail details description beschreibung descripcion",
    "status zustand statut estado",
    "priority prioritat prioritaet priorite prioridad",
    "due duedate deadline faellig fallig falligam faelligam frist echeance dateecheance vencimiento fechavencimiento",
    "done completed erledigt fertig fait termine hecho completado",
    "reported reporteddate reportedon gemeldet gemeldetam signale signalele reportado",
    "resolution losung loesung solution solucion",
    "subject betreff sujet objet asunto",
];

fn lines() -> impl Iterator<Item = Vec<&'static str>> {
    MEANINGS.iter().map(|line| line.split_whitespace().collect())
}

/// All words that mean the same as one of `words`, which are folded.
pub(super) fn synonyms(words: &[String]) -> Vec<String> {
    let same = lines().filter(|line| line.iter().any(|word| words.iter().any(|own| own == word)));
    same.flatten().map(str::to_owned).collect()
}

/// Whether a word names whom a column is about rather than what it holds: in "company phone" it is the phone that counts.
pub(super) fn is_qualifier(word: &str) -> bool {
    lines().any(|line| {
        line.first()
            .is_some_and(|name| ["name", "contact", "company", "owner", "deal"].contains(name))
            && line.contains(&word)
    })
}

/// Whether the whole of a folded header is in the thesaurus, so that none of its parts may be taken for it.
pub(super) fn has_a_meaning(header: &str) -> bool {
    lines().flatten().any(|word| word == header)
}

#[cfg(test)]
mod tests {
    use super::super::folded::Folded;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_is_folded_and_has_one_meaning() {
        let mut seen = HashSet::new();
        for word in lines().flatten() {
            assert_eq!(Folded::of(word).joined(), word);
            assert!(seen.insert(word), "{word} stands twice");
        }
    }
}
