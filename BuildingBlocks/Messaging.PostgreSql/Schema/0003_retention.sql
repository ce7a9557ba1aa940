DROP FUNCTION messaging.maintain(interval);

-- Makes the daily partitions of the next days and drops those past retention, but never an event that is not known to be in the broker.
-- Gives the number of partitions kept for that. Called by the runtime role, which owns no table.
CREATE FUNCTION messaging.maintain(retention interval) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = messaging, pg_catalog, pg_temp SET timezone = 'UTC' AS
$$
DECLARE
    parent text;
    day date;
    partition regclass;
    name text;
    is_pending boolean;
    kept integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('messaging.maintain'));
    FOREACH parent IN ARRAY ARRAY['outbox', 'inbox'] LOOP
        FOR day IN SELECT d::date FROM generate_series(current_date - 1, current_date + 3, '1 day') AS d LOOP
            name := parent || '_' || to_char(day, 'YYYYMMDD');
            IF to_regclass('messaging.' || name) IS NULL THEN
                BEGIN
                    EXECUTE format('CREATE TABLE messaging.%I PARTITION OF messaging.%I FOR VALUES FROM (%L) TO (%L)',
                        name, parent, messaging.uuid_at(day), messaging.uuid_at(day + 1));
                EXCEPTION WHEN check_violation THEN
                    -- The default partition already holds rows of that day: they stay there.
                    RAISE WARNING 'partition % not made: %', name, SQLERRM;
                END;
            END IF;
        END LOOP;

        FOR partition IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = ('messaging.' || parent)::regclass LOOP
            name := (SELECT relname FROM pg_class WHERE oid = partition);
            IF name ~ ('^' || parent || '_[0-9]{8}$')
                AND to_date(right(name, 8), 'YYYYMMDD') + 1 < (current_timestamp - retention)::date THEN
                is_pending := false;
                IF parent = 'outbox' THEN
                    EXECUTE format(
                        'SELECT EXISTS (SELECT FROM messaging.%I o, messaging.relay_cursor c WHERE c.recovering OR o.xid >= c.confirmed_xid)',
                        name) INTO is_pending;
                END IF;

                IF is_pending THEN
                    kept := kept + 1;
                ELSE
                    EXECUTE format('DROP TABLE messaging.%I', name);
                END IF;
            END IF;
        END LOOP;
    END LOOP;

    RETURN kept;
END
$$;

REVOKE ALL ON FUNCTION messaging.maintain(interval) FROM PUBLIC;
