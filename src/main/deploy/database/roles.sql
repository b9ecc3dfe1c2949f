-- The roles of the database, each with what it needs and no more. Run once, as an administrator, in Keysweep's own database:
--
--   psql -d keysweep -v owner_password=… -v app_password=… -v scaler_password=… -f roles.sql
--
-- keysweep_owner   migrates (keysweep.migrate=only) and owns the schema
-- keysweep_app     serves and sweeps (keysweep.migrate=never); cannot change the schema
-- keysweep_scaler  lets an autoscaler count what is to be done, and read nothing else
--
-- Connection limits: keysweep_app needs replicas × quarkus.datasource.reactive.max-size, those that come before others go
-- among them; the service warns if that is more than it may have (keysweep.ops.replicas). It has 100, or what
-- -v app_connections=… says; max_connections of the server must be above all three together.

\set ON_ERROR_STOP on
\if :{?app_connections}
\else
    \set app_connections 100
\endif
CREATE ROLE keysweep_owner LOGIN PASSWORD :'owner_password' CONNECTION LIMIT 5;
CREATE ROLE keysweep_app LOGIN PASSWORD :'app_password' CONNECTION LIMIT :app_connections;
CREATE ROLE keysweep_scaler LOGIN PASSWORD :'scaler_password' CONNECTION LIMIT 3;
-- A replica that freezes inside a transaction must not keep its locks. A direct connection asks for it itself, one through a
-- pooler cannot.
ALTER ROLE keysweep_app SET idle_in_transaction_session_timeout = '30s';

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO keysweep_owner, keysweep_app, keysweep_scaler', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO keysweep_owner;
GRANT USAGE ON SCHEMA public TO keysweep_app, keysweep_scaler;

-- For the tables that the owner is going to make. Only a superuser may say so of a role that it is no member of, and no cloud's
-- administrator is one.
GRANT keysweep_owner TO CURRENT_USER;
ALTER DEFAULT PRIVILEGES FOR ROLE keysweep_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO keysweep_app;
ALTER DEFAULT PRIVILEGES FOR ROLE keysweep_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO keysweep_app;
REVOKE keysweep_owner FROM CURRENT_USER;
