// Who may know whom: the plan of ARCHITECTURE.md, checked against what cargo really resolved. Reads `cargo metadata`
// on stdin. deny.toml says the same to cargo-deny; this needs nothing but Node, so it always runs.

import { readFileSync } from 'node:fs';

// Which room may use which other rooms in its product code. `*` is any.
const ROOMS = {
  model: [],
  keys: [],
  exchange: ['model'],
  store: ['model', 'keys'],
  protocol: ['model'],
  sync: ['model', 'protocol', 'store'],
  server: ['model', 'protocol'],
  voice: [],
  app: ['model', 'store', 'keys', 'exchange', 'sync', 'voice'],
  outpost: ['app'],
  seed: ['app', 'model', 'server'],
  grounds: [],
  figures: ['*'],
  journeys: ['figures', 'seed'],
};

// Libraries that only some rooms may name. The baseline in `figures` needs a bare database to compare with.
const ONLY_IN = {
  sqlx: ['store', 'server', 'figures'],
  'libsqlite3-sys': ['store', 'figures'],
  reqwest: ['sync', 'server'], // the server for the TLS of object_store's client alone: its code names no client
  object_store: ['server'],
  cpal: ['voice'],
  axum: ['server'],
  tauri: ['outpost'],
  'chrono-tz': [], // frozen; jiff carries current time zones. calcard brings it along for its own parsing.
};

// What must not be linked at all, and why.
const NEVER = {
  rusqlite: 'a second SQLite beside SQLCipher',
  'aws-lc-rs': 'a second cipher library, with a C toolchain of its own',
  'aws-lc-sys': 'a second cipher library, with a C toolchain of its own',
  'native-tls': 'the platform would choose the TLS',
};

// What may be linked once only, and why.
const ONCE = { 'libsqlite3-sys': 'two SQLites in one process corrupt a database' };

const metadata = JSON.parse(readFileSync(0, 'utf8'));
const members = metadata.packages.filter((each) => metadata.workspace_members.includes(each.id));
const names = new Set(members.map((each) => each.name));
const wrongs = [];

for (const room of members) {
  const allowed = ROOMS[room.name];
  if (!allowed) {
    wrongs.push(`${room.name}: a room without a line in scripts/directions.mjs`);
    continue;
  }
  for (const { name, kind } of room.dependencies) {
    // A test may look at a room from further up; product code may not.
    if (names.has(name) && kind !== 'dev' && !allowed.includes('*') && !allowed.includes(name)) {
      wrongs.push(`${room.name} must not know ${name}`);
    }
    if (ONLY_IN[name] && !ONLY_IN[name].includes(room.name)) {
      wrongs.push(`${room.name} names ${name}, allowed: ${ONLY_IN[name].join(', ') || 'no room'}`);
    }
  }
}

// Only what the workspace reaches on some platform counts, not what the lock file merely mentions.
for (const { name, version } of metadata.packages) {
  if (NEVER[name]) wrongs.push(`${name} ${version} is linked: ${NEVER[name]}`);
}
for (const [name, why] of Object.entries(ONCE)) {
  const versions = metadata.packages.filter((each) => each.name === name).map((each) => each.version);
  if (versions.length > 1) wrongs.push(`${name} is linked ${versions.length} times (${versions.join(', ')}): ${why}`);
}

for (const wrong of wrongs) console.error(`  ${wrong}`);
if (wrongs.length > 0) process.exit(1);
console.log(`  ${members.length} rooms, ${metadata.packages.length} packages: the directions hold`);
