-- Tokens are replaced while they are used (crates/server/src/tokens.rs). Older servers go on with the token that they find.

-- Since when the token holds; nothing: since the device was enrolled.
ALTER TABLE device ADD COLUMN token_since BIGINT;
-- SHA-256 of the token that takes its place once it has been shown, and since when it was handed out.
ALTER TABLE device ADD COLUMN next_token BYTEA;
ALTER TABLE device ADD COLUMN next_since BIGINT;
-- Tokens that were replaced: JSON, [[SHA-256 as hexadecimal text, when], …].
ALTER TABLE device ADD COLUMN spent TEXT;
-- Since when no token of the device holds any more, because a replaced one was shown again.
ALTER TABLE device ADD COLUMN replayed BIGINT;
