-- Connections to Azure, and the subscriptions that vaults are of.

CREATE TABLE connection (
    id                     uuid        NOT NULL PRIMARY KEY,
    account                text        NOT NULL,
    name                   text        NOT NULL,
    description            text        NOT NULL DEFAULT '',
    cloud_name             text        NOT NULL CHECK (cloud_name IN ('AzureCloud', 'AzureChinaCloud', 'AzureUSGovernment')),
    auth_type              text        NOT NULL CHECK (auth_type IN ('client_secret', 'certificate', 'managed_identity', 'workload_identity')),
    tenant_id              text,
    client_id              text,
    -- The secret or the certificate with its key: sealed under a key of its own, which is wrapped for this connection only.
    sealed_secret          bytea,
    wrapped_key            bytea,
    wrapping_key           text,
    certificate            text,       -- the public part, in PEM
    certificate_thumbprint text,
    products               text[]      NOT NULL DEFAULT '{cckm}',
    meta                   jsonb       NOT NULL DEFAULT '{}',
    labels                 jsonb       NOT NULL DEFAULT '{}',
    revision               integer     NOT NULL DEFAULT 1, -- goes up with each change, so that what is in use can be told from what is stored
    last_connection_ok     boolean,
    last_connection_error  text,
    last_connection_at     timestamptz,
    created_by             text        NOT NULL,
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account, name),
    CHECK (num_nulls(sealed_secret, wrapped_key, wrapping_key) IN (0, 3)),
    CHECK ((sealed_secret IS NOT NULL) = (auth_type IN ('client_secret', 'certificate'))),
    CHECK (auth_type NOT IN ('client_secret', 'certificate') OR num_nulls(tenant_id, client_id) = 0),
    CHECK ((certificate IS NOT NULL) = (auth_type = 'certificate')),
    CHECK ((last_connection_ok IS NULL) = (last_connection_at IS NULL)),
    CHECK ((last_connection_error IS NOT NULL) = (last_connection_ok IS FALSE))
);

-- A connection cannot go, or come back under another name, while a vault is reached by it. Rows from before keep what they have.
ALTER TABLE vault ADD CONSTRAINT vault_connection FOREIGN KEY (account, connection) REFERENCES connection (account, name) NOT VALID;
CREATE INDEX vault_connection ON vault (account, connection) WHERE connection IS NOT NULL;
ALTER TABLE vault ADD COLUMN labels jsonb NOT NULL DEFAULT '{}';

-- There while the account has a vault of it.
CREATE TABLE subscription (
    id                   uuid        NOT NULL PRIMARY KEY,
    account              text        NOT NULL,
    subscription_id      text        NOT NULL,
    display_name         text        NOT NULL,
    state                text,
    authorization_source text,
    tenant_id            text,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account, subscription_id)
);
INSERT INTO subscription (id, account, subscription_id, display_name, tenant_id, created_at)
SELECT gen_random_uuid(), account, subscription_id, min(subscription_name), min(tenant), min(created_at)
FROM vault GROUP BY account, subscription_id;
