//! What one peer asks the other, with the number that its answer will carry.

use crate::{
    DeviceLine, DeviceReport, Fault, HandBack, Hello, Proof, Pull, Pulled, Push, Pushed, Reached, Ready, Recall,
    Recalled, SnapshotAsk, SnapshotPage, Succession, Unreadable, Welcome,
    cbor::{Reader, Writer},
};
use model::{RecordId, Role};

/// Number of a snapshot's question and of its answer.
const SNAPSHOT: u64 = 16;
/// Number of the question for a record's past and of its answer.
const PAST: u64 = 17;

/// Number of the question of an old copy that goes on as a device of its own.
const SUCCEED: u64 = 18;
/// Number of the question for cursors and of its answer.
const CURSORS: u64 = 24;

/// What a device asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Begins a session.
    Hello(Hello),
    /// Proves who the device is.
    Proof(Proof),
    /// Brings changes.
    Push(Push),
    /// Asks what is new.
    Pull(Pull),
    /// Says how the device's queue stands.
    Report(DeviceReport),
    /// Asks how every device's queue stands.
    Fleet,
    /// An administrator asks for an invitation's code, for somebody in this role.
    Invite(Role),
    /// An administrator takes a device's access away: its id, as text.
    Revoke(String),
    /// Hands back what a restored server has forgotten.
    HandBack(Box<HandBack>),
    /// Asks how records stood at a position.
    Recall(Recall),
    /// Asks for a page of records as they stand.
    Snapshot(SnapshotAsk),
    /// Asks for everything that ever became of a record.
    Past(RecordId),
    /// Asks how far the organisation's devices hold the log, without saying which: on how many a change is.
    Cursors,
    /// An old copy of the session's device goes on as a device of its own. To be asked only of a server that says
    /// [`Ready::known_id`].
    Succeed(Box<Succession>),
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a hello.
    Welcome(Welcome),
    /// To a proof.
    Ready(Ready),
    /// To a push.
    Pushed(Pushed),
    /// To a pull.
    Pulled(Pulled),
    /// It is done; there is nothing more to say.
    Done,
    /// To [`Ask::Fleet`].
    Fleet(Vec<DeviceLine>),
    /// To [`Ask::Invite`]: the code.
    Invited(String),
    /// To [`Ask::HandBack`].
    Reached(Reached),
    /// To [`Ask::Recall`].
    Recalled(Recalled),
    /// To [`Ask::Cursors`]: one position for each device whose access stands, in their order.
    Cursors(Vec<u64>),
    /// It was not done.
    Fault(Fault),
    /// To [`Ask::Snapshot`]. Where following the log is less, the answer is [`Answer::Done`].
    Snapshot(SnapshotPage),
    /// To [`Ask::Past`]: like a pull's answer, with the entries of one record.
    Past(Pulled),
    /// Unasked: the log reaches up to here.
    News {
        /// The server's epoch.
        epoch: u32,
        /// The last position.
        seq: u64,
    },
}

/// A message with its number. News has the number 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<T> {
    /// The number.
    pub number: u64,
    /// The message.
    pub what: T,
}

/// The bytes of a question.
#[must_use]
pub fn encode_ask(call: &Call<Ask>) -> Vec<u8> {
    let mut to = Writer::new();
    to.list(3).uint(call.number);
    match &call.what {
        Ask::Hello(hello) => hello.put(to.uint(0)),
        Ask::Proof(proof) => proof.put(to.uint(1)),
        Ask::Push(push) => push.put(to.uint(2)),
        Ask::Pull(pull) => pull.put(to.uint(3)),
        Ask::Report(report) => drop(to.uint(4).json(report)),
        Ask::Fleet => drop(to.uint(5).map(0)),
        Ask::Invite(role) => drop(to.uint(6).json(role)),
        Ask::Revoke(device) => drop(to.uint(7).text(device)),
        Ask::HandBack(back) => back.put(to.uint(8)),
        Ask::Recall(recall) => recall.put(to.uint(9)),
        Ask::Snapshot(ask) => ask.put(to.uint(SNAPSHOT)),
        Ask::Past(record) => drop(to.uint(PAST).bytes(&record.to_bytes())),
        Ask::Cursors => drop(to.uint(CURSORS).map(0)),
        Ask::Succeed(succession) => succession.put(to.uint(SUCCEED)),
    }
    to.finish()
}

/// A question from its bytes.
///
/// # Errors
/// [`Unreadable`].
pub fn decode_ask(bytes: &[u8]) -> Result<Call<Ask>, Unreadable> {
    let mut from = Reader::new(bytes);
    let number = opening(&mut from)?;
    let what = match from.uint()? {
        0 => Ask::Hello(Hello::read(&mut from)?),
        1 => Ask::Proof(Proof::read(&mut from)?),
        2 => Ask::Push(Push::read(&mut from)?),
        3 => Ask::Pull(Pull::read(&mut from)?),
        4 => Ask::Report(from.json()?),
        5 => from.keyed(|_, _| Ok(false)).map(|()| Ask::Fleet)?,
        6 => Ask::Invite(from.json()?),
        7 => Ask::Revoke(from.text()?.to_owned()),
        8 => Ask::HandBack(Box::new(HandBack::read(&mut from)?)),
        9 => Ask::Recall(Recall::read(&mut from)?),
        SNAPSHOT => Ask::Snapshot(SnapshotAsk::read(&mut from)?),
        PAST => Ask::Past(RecordId::from_bytes(from.fixed()?)),
        CURSORS => from.keyed(|_, _| Ok(false)).map(|()| Ask::Cursors)?,
        SUCCEED => Ask::Succeed(Box::new(Succession::read(&mut from)?)),
        _ => return Err(Unreadable("a question that is not known")),
    };
    from.end()?;
    Ok(Call { number, what })
}

/// The bytes of an answer.
#[must_use]
pub fn encode_answer(call: &Call<Answer>) -> Vec<u8> {
    let mut to = Writer::new();
    to.list(3).uint(call.number);
    match &call.what {
        Answer::Welcome(welcome) => welcome.put(to.uint(0)),
        Answer::Ready(ready) => ready.put(to.uint(1)),
        Answer::Pushed(pushed) => pushed.put(to.uint(2)),
        Answer::Pulled(pulled) => pulled.put(to.uint(3)),
        Answer::Done => drop(to.uint(4).map(0)),
        Answer::Fleet(lines) => drop(to.uint(5).json(lines)),
        Answer::Invited(code) => drop(to.uint(6).text(code)),
        Answer::Fault(fault) => drop(to.uint(7).json(fault)),
        Answer::Reached(reached) => reached.put(to.uint(9)),
        Answer::Recalled(recalled) => recalled.put(to.uint(10)),
        Answer::Snapshot(page) => page.put(to.uint(SNAPSHOT)),
        Answer::Past(pulled) => pulled.put(to.uint(PAST)),
        Answer::Cursors(cursors) => drop(to.uint(CURSORS).json(cursors)),
        Answer::News { epoch, seq } => drop(to.uint(8).list(2).uint(u64::from(*epoch)).uint(*seq)),
    }
    to.finish()
}

/// An answer from its bytes.
///
/// # Errors
/// [`Unreadable`].
pub fn decode_answer(bytes: &[u8]) -> Result<Call<Answer>, Unreadable> {
    let mut from = Reader::new(bytes);
    let number = opening(&mut from)?;
    let what = match from.uint()? {
        0 => Answer::Welcome(Welcome::read(&mut from)?),
        1 => Answer::Ready(Ready::read(&mut from)?),
        2 => Answer::Pushed(Pushed::read(&mut from)?),
        3 => Answer::Pulled(Pulled::read(&mut from)?),
        4 => from.keyed(|_, _| Ok(false)).map(|()| Answer::Done)?,
        5 => Answer::Fleet(from.json()?),
        6 => Answer::Invited(from.text()?.to_owned()),
        7 => Answer::Fault(from.json()?),
        SNAPSHOT => Answer::Snapshot(SnapshotPage::read(&mut from)?),
        PAST => Answer::Past(Pulled::read(&mut from)?),
        CURSORS => Answer::Cursors(from.json()?),
        8 if from.list()? == 2 => Answer::News {
            epoch: from.number()?,
            seq: from.uint()?,
        },
        9 => Answer::Reached(Reached::read(&mut from)?),
        10 => Answer::Recalled(Recalled::read(&mut from)?),
        _ => return Err(Unreadable("an answer that is not known")),
    };
    from.end()?;
    Ok(Call { number, what })
}

fn opening(from: &mut Reader) -> Result<u64, Unreadable> {
    if from.list()? == 3 {
        from.uint()
    } else {
        Err(Unreadable("a message"))
    }
}
