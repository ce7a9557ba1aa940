-- The place that the cursor's transaction ids belong to. A dump that is restored elsewhere, or over what was there, brings ids along that mean
-- nothing in the new place; a physical copy, also of an earlier moment, is the same place.
ALTER TABLE messaging.relay_cursor ADD COLUMN place text;

-- Finds out whether the tables were restored from a dump. Then every row of the outbox counts as written now, and as not confirmed: published
-- twice rather than not at all. Called by the relay when it begins, which may change no row.
CREATE FUNCTION messaging.settle() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = messaging, pg_catalog, pg_temp AS
$$
DECLARE
    known text := (SELECT place FROM messaging.relay_cursor FOR UPDATE);
    here text := (SELECT system_identifier::text FROM pg_control_system())
        || '/' || (SELECT oid::text FROM pg_database WHERE datname = current_database())
        || '/' || 'messaging.relay_cursor'::regclass::oid::text;
BEGIN
    IF known = here THEN
        RETURN false;
    END IF;

    IF known IS NOT NULL THEN
        UPDATE messaging.outbox SET xid = pg_current_xact_id()::text::bigint;
        UPDATE messaging.relay_cursor SET confirmed_xid = 0, recovering = true;
    END IF;

    UPDATE messaging.relay_cursor SET place = here, saved_at = clock_timestamp();
    RETURN known IS NOT NULL;
END
$$;

REVOKE ALL ON FUNCTION messaging.settle() FROM PUBLIC;
