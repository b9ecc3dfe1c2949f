-- The Azure inventory and the key backups. Every table carries its account: isolation is part of every statement.

CREATE TABLE vault (
    id                     uuid        NOT NULL PRIMARY KEY,
    account                text        NOT NULL,
    azure_name             text        NOT NULL,
    azure_vault_id         text        NOT NULL,
    vault_uri              text        NOT NULL,
    type                   text        NOT NULL DEFAULT 'vault' CHECK (type IN ('vault', 'managedHsm')),
    cloud_name             text        NOT NULL DEFAULT 'AzureCloud',
    tenant                 text        NOT NULL,
    subscription_id        text        NOT NULL,
    subscription_name      text        NOT NULL,
    location               text        NOT NULL,
    connection             text,
    cloud_key_backup_limit integer     CHECK (cloud_key_backup_limit > 0),
    tags                   jsonb       NOT NULL DEFAULT '{}',
    properties             jsonb       NOT NULL DEFAULT '{}', -- Azure's own, but for tenantId and vaultUri: sku, enableSoftDelete, enablePurgeProtection, ...
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    synced_at              timestamptz,
    UNIQUE (account, azure_name, subscription_id)
);

-- Who may do what in a vault. One row a grantee: a user (`local|<uuid>`, or the token's subject) or a group.
CREATE TABLE vault_acl (
    vault_id uuid   NOT NULL REFERENCES vault ON DELETE CASCADE,
    grantee  text   NOT NULL,
    is_group boolean NOT NULL,
    actions  text[] NOT NULL,
    PRIMARY KEY (vault_id, grantee, is_group)
);
CREATE INDEX vault_acl_grantee ON vault_acl (grantee, is_group);

CREATE TABLE azure_key (
    id                        uuid        NOT NULL PRIMARY KEY,
    account                   text        NOT NULL,
    vault_id                  uuid        NOT NULL REFERENCES vault,
    key_name                  text        NOT NULL,
    version                   text        NOT NULL,
    version_count             integer     NOT NULL DEFAULT 1,
    kid                       text        NOT NULL,
    kty                       text        NOT NULL,
    crv                       text,
    key_size                  integer,
    key_ops                   text[]      NOT NULL DEFAULT '{}',
    public_key                jsonb       NOT NULL DEFAULT '{}', -- n and e, or x and y, base64url as Azure gives them
    attributes                jsonb       NOT NULL DEFAULT '{}', -- enabled, nbf, exp, created, updated (Unix seconds), recoveryLevel, exportable
    tags                      jsonb       NOT NULL DEFAULT '{}',
    status                    text        NOT NULL DEFAULT 'AVAILABLE' CHECK (status IN ('AVAILABLE', 'SOFT-DELETED', 'DELETED')),
    deleted                   boolean     NOT NULL DEFAULT false,
    key_soft_deleted_in_azure boolean     NOT NULL DEFAULT false,
    gone                      boolean     NOT NULL DEFAULT false,
    created_by                text        NOT NULL,
    created_at                timestamptz NOT NULL DEFAULT now(),
    updated_at                timestamptz NOT NULL DEFAULT now(),
    synced_at                 timestamptz,
    UNIQUE (vault_id, key_name)
);
CREATE INDEX azure_key_account ON azure_key (account, created_at, id);

-- A data key encrypts the blobs of one vault and one month; it is stored wrapped and never in the clear.
CREATE TABLE data_key (
    id           uuid        NOT NULL PRIMARY KEY,
    account      text        NOT NULL,
    vault_id     uuid        NOT NULL REFERENCES vault,
    month        date        NOT NULL,
    wrapped      bytea       NOT NULL,
    wrapping_key text        NOT NULL, -- names the key that wrapped it, so that wrapping keys can rotate
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (vault_id, month)
);

-- Laid out for bulk deletion: the blob stays inline (deleting an inline row is one WAL record, a TOASTed one three),
-- and what people delete by, a vault or a key and a time, is an index of its own that ends in the keyset (created_at, id).
CREATE TABLE key_backup (
    id            uuid        NOT NULL PRIMARY KEY,
    vault_id      uuid        NOT NULL REFERENCES vault,
    key_id        uuid        NOT NULL REFERENCES azure_key,
    data_key_id   uuid        NOT NULL REFERENCES data_key,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    blob_size     integer     NOT NULL, -- bytes of the blob as Azure gave it
    version_count integer     NOT NULL,
    -- The transaction that brought the row. A bulk job that has swept its selection asks for rows that came since it was
    -- accepted: only those can have escaped it, since commit order is not the order of created_at. Without this it would
    -- have to scan all that it has just deleted.
    inserted_xact bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    account       text        NOT NULL,
    type          text        NOT NULL DEFAULT 'manual' CHECK (type IN ('manual', 'automatic', 'scheduled', 'sync')),
    name          text        NOT NULL DEFAULT '',
    description   text        NOT NULL DEFAULT '',
    blob_digest   bytea       NOT NULL, -- SHA-256 of the blob as Azure gave it
    blob          bytea       NOT NULL  -- AES-256-GCM under data_key_id, with the backup id as associated data
) WITH (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
ALTER TABLE key_backup ALTER COLUMN blob SET STORAGE MAIN;
-- What a dry run counts and adds up stands in the indexes, so that it never reads blobs.
CREATE INDEX key_backup_vault_time ON key_backup (vault_id, created_at, id) INCLUDE (blob_size);
CREATE INDEX key_backup_key_time ON key_backup (key_id, created_at, id) INCLUDE (vault_id, blob_size);
CREATE INDEX key_backup_inserted ON key_backup (inserted_xact);
