//! A microphone that is none: a PulseAudio of one's own, whose only loudspeaker is what its only microphone hears. Programs find it
//! through ALSA, as they find the real one of a desktop.

use std::{
    f64::consts::TAU,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::Context;

use crate::{
    Tablet,
    child::{Running, command},
    until,
};

/// The variable that names the sound server.
pub(crate) const SERVER: &str = "PULSE_SERVER";

const RATE: u32 = 48_000;

/// What is loaded. Without `norewinds` the first two seconds that are spoken would be lost.
const MODULES: &str = "load-module module-native-protocol-unix auth-anonymous=1 socket=SOCKET
load-module module-null-sink norewinds=1 sink_name=speaker rate=48000 channels=2
load-module module-remap-source source_name=microphone master=speaker.monitor channels=1 channel_map=mono master_channel_map=front-left
set-default-sink speaker
set-default-source microphone
";

/// What ALSA calls the usual microphone and loudspeaker, in a person's home.
const ALSA: &str = "pcm.!default { type pulse }\nctl.!default { type pulse }\n";

/// The running sound server. Its folder is no part of the device: what is spoken may lie there.
pub struct Microphone {
    folder: tempfile::TempDir,
    server: Option<Running>,
}

/// Somebody who speaks, until dropped.
pub struct Speaking(#[expect(dead_code, reason = "it speaks as long as it is held")] Running);

impl Microphone {
    /// Starts one, and gives it to a device.
    ///
    /// # Errors
    /// When its programs do not start.
    pub async fn of(tablet: &mut Tablet) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("sound-").tempdir()?;
        let socket = folder.path().join("native");
        let modules = folder.path().join("modules.pa");
        fs::write(&modules, MODULES.replace("SOCKET", &socket.to_string_lossy()))?;
        fs::write(tablet.folder("home").join(".asoundrc"), ALSA)?;
        let mut server = command("pulseaudio");
        server.args([
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",
        ]);
        server.arg("-F").arg(&modules);
        for variable in [
            "HOME",
            "XDG_RUNTIME_DIR",
            "XDG_CONFIG_HOME",
            "PULSE_RUNTIME_PATH",
            "PULSE_STATE_PATH",
        ] {
            server.env(variable, folder.path());
        }
        server.env_remove("DISPLAY").env_remove(SERVER);
        let server = server
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let server = server.map(Running).context("pulseaudio (package pulseaudio)")?;
        let microphone = Self {
            folder,
            server: Some(server),
        };
        until("the microphone", async || microphone.has("microphone").then_some(())).await?;
        tablet.hears(&microphone.server());
        Ok(microphone)
    }

    /// Speaks a tone of so many Hz into it, for five minutes or until that is dropped.
    ///
    /// # Errors
    /// When its program does not start.
    pub fn tone(&self, hz: u32) -> anyhow::Result<Speaking> {
        let file = self.folder.path().join(format!("tone-{hz}.raw"));
        let at = |sample: u32| ((TAU * f64::from(hz * (sample % RATE)) / f64::from(RATE)).sin() * 10_000.0) as i16;
        let second: Vec<u8> = (0..RATE).flat_map(|sample| at(sample).to_le_bytes()).collect();
        let mut out = fs::File::create(&file)?;
        for _ in 0..300 {
            out.write_all(&second)?;
        }
        self.speak(&file)
    }

    /// What is unplugged.
    pub fn unplug(&mut self) {
        self.server = None;
    }

    fn speak(&self, file: &Path) -> anyhow::Result<Speaking> {
        let mut speaks = self.client("pacat");
        speaks.args([
            "--playback",
            "--raw",
            "--format=s16le",
            "--rate=48000",
            "--channels=1",
            "-d",
            "speaker",
        ]);
        let speaks = speaks.arg(file).stdin(Stdio::null()).stderr(Stdio::null()).spawn();
        Ok(Speaking(
            speaks.map(Running).context("pacat (package pulseaudio-utils)")?,
        ))
    }

    fn has(&self, source: &str) -> bool {
        let listed = self.client("pactl").args(["list", "short", "sources"]).output();
        listed.is_ok_and(|listed| String::from_utf8_lossy(&listed.stdout).contains(source))
    }

    fn client(&self, program: &str) -> Command {
        let mut client = command(program);
        client.env(SERVER, self.server()).env("HOME", self.folder.path());
        client
    }

    fn server(&self) -> String {
        format!("unix:{}", self.socket().display())
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("native")
    }
}

/// The pitch of mono sound of 16,000 samples a second, 16 bits little-endian: how often it rises through zero.
#[must_use]
pub fn pitch(sound: &[u8]) -> f64 {
    let samples: Vec<i16> = sound
        .chunks_exact(2)
        .map(|two| i16::from_le_bytes(two.try_into().unwrap_or_default()))
        .collect();
    let rises = samples
        .windows(2)
        .filter(|two| matches!(two, [before, after] if *before < 0 && *after >= 0));
    rises.count() as f64 * 16_000.0 / samples.len().max(1) as f64
}
