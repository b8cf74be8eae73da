//! What a person does in the window, in a person's words.

use fantoccini::{elements::Element, key::Key};

use crate::Window;

/// The passphrase of every device under test.
pub const PASSPHRASE: &str = "seven green otters ford the river";

impl Window {
    /// Waits for the part of the page that is marked for tests by `id`.
    ///
    /// # Errors
    /// When it does not show in time.
    pub async fn part(&self, id: &str) -> anyhow::Result<Element> {
        self.see(&part(id)).await
    }

    /// Clicks a part.
    ///
    /// # Errors
    /// When it does not show in time.
    pub async fn tap(&self, id: &str) -> anyhow::Result<()> {
        self.click(&part(id)).await
    }

    /// Types into a part, in place of what stands there, and stays in it.
    ///
    /// # Errors
    /// When it does not show in time.
    pub async fn write(&self, id: &str, text: &str) -> anyhow::Result<Element> {
        self.write_into(&part(id), text).await
    }

    /// Chooses the device's passphrase at the first start.
    ///
    /// # Errors
    /// When the gate is not there, or stays shut.
    pub async fn choose_passphrase(&self) -> anyhow::Result<()> {
        self.see(r#"[data-testid="gate"][data-state="choose_passphrase"]"#)
            .await?;
        self.write("gate-passphrase-again", PASSPHRASE).await?;
        self.pass_gate().await
    }

    /// Gives the device's passphrase at a later start.
    ///
    /// # Errors
    /// When the gate is not there, or stays shut.
    pub async fn give_passphrase(&self) -> anyhow::Result<()> {
        self.see(r#"[data-testid="gate"][data-state="passphrase"]"#).await?;
        self.pass_gate().await
    }

    async fn pass_gate(&self) -> anyhow::Result<()> {
        self.write("gate-passphrase", PASSPHRASE).await?;
        self.tap("gate-submit").await?;
        self.part("today").await.map(drop)
    }

    /// Imports a file with the columns, and as the kind, that are suggested.
    ///
    /// # Errors
    /// When the import does not end with a report.
    pub async fn import(&self, file: &str) -> anyhow::Result<()> {
        self.read_table(file).await?;
        self.run_import().await
    }

    /// The same as a kind.
    ///
    /// # Errors
    /// When the import does not end with a report.
    pub async fn import_as(&self, file: &str, kind: &str) -> anyhow::Result<()> {
        self.read_table(file).await?;
        self.choose("import-kind", kind).await?;
        self.run_import().await
    }

    async fn read_table(&self, file: &str) -> anyhow::Result<()> {
        self.tap("nav-exchange").await?;
        self.write("import-path", file).await?;
        self.tap("import-read").await?;
        self.part("import-plan").await.map(drop)
    }

    async fn run_import(&self) -> anyhow::Result<()> {
        self.see(r#"[data-testid="import-plan"][aria-busy="false"]"#).await?;
        self.tap("import-run").await?;
        self.part("import-report").await.map(drop)
    }

    /// Adds a person, and is left on their card.
    ///
    /// # Errors
    /// When the card does not open.
    pub async fn add_person(&self, name: &str, mobile: &str) -> anyhow::Result<()> {
        self.tap("nav-contact").await?;
        // The room before has a button of that name, too.
        self.see("[data-testid=nav-contact][aria-current=page]").await?;
        self.tap("new-record").await?;
        self.write("input-name", name).await?;
        self.write("input-mobile", mobile).await?;
        self.tap("save-new").await?;
        self.see(&format!(r#"article[aria-label="{name}"]"#)).await.map(drop)
    }

    /// Edits a field of the open card, and waits until the card shows it.
    ///
    /// # Errors
    /// When the card does not show it in time.
    pub async fn edit(&self, field: &str, text: &str) -> anyhow::Result<()> {
        self.tap(&format!("field-{field}")).await?;
        let input = self.write(&format!("input-{field}"), text).await?;
        input.send_keys(&Key::Enter.to_string()).await?;
        self.shows(&format!("field-{field}"), text).await
    }

    /// Writes a note on the open card, and waits until it stands there.
    ///
    /// # Errors
    /// When it does not appear in time.
    pub async fn note(&self, text: &str) -> anyhow::Result<()> {
        self.write("note-body", text).await?;
        self.tap("note-save").await?;
        self.shows("note-item", text).await
    }

    /// Searches the list of people, and waits until exactly one row is there, with this name.
    ///
    /// # Errors
    /// When something else is found.
    pub async fn finds_one(&self, typed: &str, name: &str) -> anyhow::Result<()> {
        self.tap("nav-contact").await?;
        self.write("list-search", typed).await?;
        let found = async || {
            let rows = self.texts("list-row").await.ok()?;
            (rows.len() == 1 && rows.first()?.contains(name)).then_some(())
        };
        self.lasting(&format!("{typed} finds {name} alone"), found).await
    }

    /// Follows a path as a link in the page would, and waits until the page is there.
    ///
    /// # Errors
    /// When it does not get there in time.
    pub async fn follow(&self, path: &str) -> anyhow::Result<()> {
        let follow = "if (location.pathname === arguments[0]) return; \
            const a = document.createElement('a'); a.href = arguments[0]; document.body.append(a); a.click(); a.remove();";
        self.client.execute(follow, vec![path.into()]).await?;
        let there = async || {
            let at = self.client.execute("return location.pathname", vec![]).await.ok()?;
            (at.as_str() == Some(path)).then_some(())
        };
        self.lasting(path, there).await?;
        self.at_rest().await
    }

    /// Puts the focus on the first part of this name, as the Tab key would in the end.
    ///
    /// # Errors
    /// When it does not show in time.
    pub async fn focus_on(&self, id: &str) -> anyhow::Result<()> {
        self.part(id).await?;
        self.client
            .execute("document.querySelector(arguments[0]).focus()", vec![part(id).into()])
            .await?;
        Ok(())
    }

    /// Chooses an option of a part by its value.
    ///
    /// # Errors
    /// When there is no such option.
    pub async fn choose(&self, id: &str, value: &str) -> anyhow::Result<()> {
        Ok(self
            .see(&format!(r#"{} option[value="{value}"]"#, part(id)))
            .await?
            .click()
            .await?)
    }

    /// Waits until a part that is typed into holds a text.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn holds(&self, id: &str, text: &str) -> anyhow::Result<()> {
        let ask = "return [...document.querySelectorAll(arguments[0])].some((one) => one.value === arguments[1])";
        let held = async || {
            let held = self
                .client
                .execute(ask, vec![part(id).into(), text.into()])
                .await
                .ok()?;
            (held.as_bool() == Some(true)).then_some(())
        };
        self.lasting(&format!("{id} holds {text}"), held).await
    }

    /// Waits until the core keeps a draft with these words: until then there is nothing that a kill could spare.
    ///
    /// # Errors
    /// When it never does.
    pub async fn kept(&self, words: &str) -> anyhow::Result<()> {
        let ask = "const [words, done] = arguments; window.__TAURI_INTERNALS__.invoke('drafts').then((all) => done(JSON.stringify(all).includes(words)))";
        let kept = async || {
            let kept = self.client.execute_async(ask, vec![words.into()]).await.ok()?;
            (kept.as_bool() == Some(true)).then_some(())
        };
        self.lasting(&format!("a draft with {words}"), kept).await
    }

    /// Presses keys where the focus is, as somebody without a mouse does.
    ///
    /// # Errors
    /// When nothing has the focus.
    pub async fn keys(&self, keys: &str) -> anyhow::Result<()> {
        let focused = async || self.client.active_element().await.ok()?.send_keys(keys).await.ok();
        self.lasting(&format!("the keys {keys:?}"), focused).await
    }

    /// Goes on with the Tab key until the focus is in a part.
    ///
    /// # Errors
    /// When it does not get there within a hundred steps.
    pub async fn tab_to(&self, id: &str) -> anyhow::Result<()> {
        self.part(id).await?;
        let ask = "return document.activeElement?.closest(arguments[0]) !== null";
        for _ in 0..100 {
            let there = self.client.execute(ask, vec![part(id).into()]).await?;
            if there.as_bool() == Some(true) {
                return Ok(());
            }
            self.keys(&char::from(Key::Tab).to_string()).await?;
        }
        Err(self.lost(anyhow::anyhow!("the Tab key does not lead to {id}")).await)
    }

    /// Waits until the focus is in a part.
    ///
    /// # Errors
    /// When it does not get there in time.
    pub async fn focus_in(&self, id: &str) -> anyhow::Result<()> {
        let ask = "return document.activeElement?.closest(arguments[0]) !== null";
        let there = async || {
            let there = self.client.execute(ask, vec![part(id).into()]).await.ok()?;
            (there.as_bool() == Some(true)).then_some(())
        };
        self.lasting(&format!("the focus in {id}"), there).await
    }

    /// Waits until a part shows a text.
    ///
    /// # Errors
    /// When none does in time.
    pub async fn shows(&self, id: &str, text: &str) -> anyhow::Result<()> {
        let squeezed = squeeze(text);
        let shown = async || {
            let texts = self.texts(id).await.ok()?;
            texts.iter().any(|each| squeeze(each).contains(&squeezed)).then_some(())
        };
        self.lasting(&format!("{id} shows {text}"), shown).await
    }

    /// The texts of all parts with this mark.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn texts(&self, id: &str) -> anyhow::Result<Vec<String>> {
        // Asked of the page itself: WebDriver calls the rows of a virtual list empty.
        let read = "return Array.from(document.querySelectorAll(arguments[0]), (each) => each.innerText)";
        let texts = self.client.execute(read, vec![part(id).into()]).await?;
        Ok(serde_json::from_value(texts)?)
    }
}

fn part(id: &str) -> String {
    format!(r#"[data-testid="{id}"]"#)
}

/// A text without its blanks: a phone number may be shown in other groups than it was typed in.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}
