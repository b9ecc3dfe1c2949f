-- Local users and what they log in with. Empty unless local login is on.

CREATE TABLE local_user (
    id            uuid        NOT NULL PRIMARY KEY,
    account       text        NOT NULL,
    username      text        NOT NULL UNIQUE,
    password_hash text        NOT NULL, -- salted, slow, self-describing
    groups        text[]      NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE refresh_token (
    token_hash bytea       NOT NULL PRIMARY KEY, -- SHA-256; the token itself is kept by its owner only
    user_id    uuid        NOT NULL REFERENCES local_user ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

-- Keys that sign our own tokens, shared by all replicas; the private half is sealed by the service's master key.
CREATE TABLE signing_key (
    kid        text        NOT NULL PRIMARY KEY,
    public_key text        NOT NULL, -- X.509 SubjectPublicKeyInfo, base64
    sealed_private_key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
