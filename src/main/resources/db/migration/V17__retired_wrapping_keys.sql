-- Wrapping keys that a rotation of the root domain has taken everything off, and that are to be destroyed some day. What one of them
-- wrapped must not be stored any more, however long ago it was wrapped and by whichever replica or version of the service: nobody
-- could open it once the key is gone.

CREATE TABLE retired_wrapping_key (
    name       text        NOT NULL PRIMARY KEY,
    successor  text        NOT NULL, -- what wraps instead
    retired_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Whoever retires a key waits for those who are storing something by it, and who stores later sees that it is retired: the query
-- after the lock has a snapshot of its own, as the function is VOLATILE.
CREATE FUNCTION wrapping_key_in_force() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    taken_over text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('keysweep wrapping key'), hashtext(NEW.wrapping_key));
    SELECT successor INTO taken_over FROM retired_wrapping_key WHERE name = NEW.wrapping_key;
    IF FOUND THEN
        RAISE EXCEPTION 'wrapping key % is retired: a rotation has put % in its place; give that one to this replica, or run a '
            'rotation of level wrapping-key in the root domain to go back', NEW.wrapping_key, taken_over USING ERRCODE = 'KS017';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION wrapping_key_retires() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('keysweep wrapping key'), hashtext(NEW.name));
    RETURN NEW;
END
$$;
CREATE TRIGGER wrapping_key_retires BEFORE INSERT ON retired_wrapping_key
    FOR EACH ROW EXECUTE FUNCTION wrapping_key_retires();

-- A change of anything else leaves what is wrapped alone, and is nobody's business here.
CREATE TRIGGER data_key_in_force BEFORE INSERT ON data_key
    FOR EACH ROW EXECUTE FUNCTION wrapping_key_in_force();
CREATE TRIGGER data_key_rewrapped BEFORE UPDATE OF wrapped, wrapping_key ON data_key
    FOR EACH ROW WHEN (NEW.wrapped <> OLD.wrapped OR NEW.wrapping_key <> OLD.wrapping_key)
    EXECUTE FUNCTION wrapping_key_in_force();
CREATE TRIGGER connection_in_force BEFORE INSERT ON connection
    FOR EACH ROW WHEN (NEW.wrapping_key IS NOT NULL) EXECUTE FUNCTION wrapping_key_in_force();
CREATE TRIGGER connection_rewrapped BEFORE UPDATE OF wrapped_key, wrapping_key ON connection
    FOR EACH ROW WHEN (NEW.wrapping_key IS NOT NULL AND (NEW.wrapped_key IS DISTINCT FROM OLD.wrapped_key
                                                         OR NEW.wrapping_key IS DISTINCT FROM OLD.wrapping_key))
    EXECUTE FUNCTION wrapping_key_in_force();
CREATE TRIGGER signing_key_in_force BEFORE INSERT ON signing_key
    FOR EACH ROW EXECUTE FUNCTION wrapping_key_in_force();
CREATE TRIGGER signing_key_rewrapped BEFORE UPDATE OF wrapped_private_key, wrapping_key ON signing_key
    FOR EACH ROW WHEN (NEW.wrapped_private_key <> OLD.wrapped_private_key OR NEW.wrapping_key <> OLD.wrapping_key)
    EXECUTE FUNCTION wrapping_key_in_force();
