-- Hashes of passwords that a setting gave a local user once, and another setting took away. A replica that still has such a
-- setting must not bring the password back: it may be known to others, which is why passwords are changed. Salted and slow like
-- the hash that is in use, so the table tells nothing more than that one did.

CREATE TABLE replaced_password (
    user_id       uuid        NOT NULL REFERENCES local_user ON DELETE CASCADE,
    password_hash text        NOT NULL,
    replaced_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, password_hash)
);
