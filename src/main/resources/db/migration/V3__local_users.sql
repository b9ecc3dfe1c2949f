-- Local users and what they log in with. Empty unless local login is on.

CREATE TABLE local_user (
    id            uuid        NOT NULL PRIMARY KEY,
    account       text        NOT NULL CHECK (account ~ '^[A-Za-z0-9._-]{1,64}$'),
    username      text        NOT NULL UNIQUE,
    password_hash text        NOT NULL, -- salted, slow, self-describing
    groups        text[]      NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE refresh_token (
    token_hash   bytea       NOT NULL PRIMARY KEY, -- SHA-256; the token itself is kept by its owner only
    id           uuid        NOT NULL UNIQUE,      -- names the session to people and in tokens
    user_id      uuid        NOT NULL REFERENCES local_user ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    unused_limit interval,                         -- it goes when not used for so long
    valid_until  timestamptz NOT NULL,             -- the earlier of the two, as of the last use
    CHECK (valid_until <= expires_at)
);
CREATE INDEX refresh_token_expiry ON refresh_token (valid_until);
CREATE INDEX refresh_token_user ON refresh_token (user_id);

-- Keys that sign our own tokens, shared by all replicas. The newest signs, all verify. The generation is what replicas race
-- for: only one of them can make the next key.
CREATE TABLE signing_key (
    generation          integer     NOT NULL PRIMARY KEY CHECK (generation > 0),
    kid                 text        NOT NULL UNIQUE,
    public_key          bytea       NOT NULL, -- X.509 SubjectPublicKeyInfo, P-256
    wrapped_private_key bytea       NOT NULL,
    wrapping_key        text        NOT NULL, -- the name of the key that wrapped it
    created_at          timestamptz NOT NULL DEFAULT now()
);

-- Exactly one row: what our own tokens are issued for.
CREATE TABLE installation (
    one      boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
    audience uuid    NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO installation DEFAULT VALUES;
