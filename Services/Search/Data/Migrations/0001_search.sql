-- Similarity of words. A trusted extension: whoever may create in the database may create it, and the migrator owns the database.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

-- The index is built in generations, each with tables of its own. One is live: it answers. While another is built beside it, events are
-- applied to both. Writers hold ROW SHARE on this table while they write, and whoever adds, switches or removes a generation holds EXCLUSIVE:
-- so every transaction writes to all generations that there are, and a snapshot shows the same events in each.
CREATE TABLE search_generations (
    generation bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('building', 'live', 'replaced', 'removed', 'failed')),
    source text NOT NULL CHECK (source IN ('events', 'products', 'copy')),
    -- The version of the rules by which texts are split into words.
    format integer NOT NULL,
    -- A build belongs to one instance for as long as that renews its lease.
    holder uuid,
    lease_until timestamptz,
    documents bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    comparison jsonb,
    failure text
);

CREATE UNIQUE INDEX search_generations_live ON search_generations (state) WHERE state = 'live';
CREATE UNIQUE INDEX search_generations_building ON search_generations (state) WHERE state = 'building';
CREATE INDEX search_generations_kept ON search_generations (generation) WHERE state IN ('live', 'building');

-- Adds a generation with its empty tables. Gives null while another is being built. Called by the runtime role, which owns no table.
CREATE FUNCTION search_begin_generation(build_source text, build_format integer, build_holder uuid, lease interval)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
DECLARE
    n bigint;
BEGIN
    LOCK TABLE search_generations IN EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM search_generations WHERE state = 'building') THEN
        RETURN NULL;
    END IF;

    INSERT INTO search_generations (state, source, format, holder, lease_until)
    VALUES ('building', build_source, build_format, build_holder, clock_timestamp() + lease)
    RETURNING generation INTO n;

    -- Products are found by the set of their words, and listed by category. Without a list of pending entries (fastupdate), which every
    -- search would have to read.
    EXECUTE format($ddl$
        CREATE TABLE search_index_%1$s (
            product_id text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL,
            name text COLLATE "C" NOT NULL,
            category text COLLATE "C" NOT NULL,
            unit_price numeric NOT NULL,
            currency text NOT NULL,
            discontinued boolean NOT NULL,
            words tsvector NOT NULL
        ) WITH (fillfactor = 90);
        CREATE INDEX ON search_index_%1$s USING gin (words) WITH (fastupdate = off);
        CREATE INDEX ON search_index_%1$s (category, discontinued, name, product_id);

        -- The words themselves, to correct mistakes: by what is left of a word without one of its letters, else by trigrams.
        CREATE TABLE search_words_%1$s (
            word text COLLATE "C" PRIMARY KEY,
            variants tsvector NOT NULL
        );
        CREATE INDEX ON search_words_%1$s USING gin (variants) WITH (fastupdate = off);
        CREATE INDEX ON search_words_%1$s USING gin (word gin_trgm_ops) WITH (fastupdate = off);
        GRANT SELECT, INSERT, UPDATE, DELETE ON search_index_%1$s, search_words_%1$s TO %2$I;
        $ddl$, n, session_user);
    RETURN n;
END
$$;

-- Removes the tables of builds whose holder is gone, and of generations that were replaced long enough ago that nobody reads them.
CREATE FUNCTION search_remove_generations(replaced_for interval)
    RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
DECLARE
    n bigint;
    removed integer := 0;
BEGIN
    LOCK TABLE search_generations IN EXCLUSIVE MODE;
    UPDATE search_generations SET state = 'failed', ended_at = clock_timestamp(), failure = coalesce(failure, 'The instance that built it is gone.')
    WHERE state = 'building' AND lease_until < clock_timestamp();
    UPDATE search_generations SET state = 'removed' WHERE state = 'replaced' AND ended_at < clock_timestamp() - replaced_for;
    FOR n IN SELECT generation FROM search_generations WHERE state IN ('removed', 'failed') ORDER BY generation LOOP
        IF to_regclass(format('search_index_%s', n)) IS NOT NULL THEN
            EXECUTE format('DROP TABLE search_index_%1$s, search_words_%1$s', n);
            removed := removed + 1;
        END IF;
    END LOOP;

    DELETE FROM search_generations WHERE state IN ('removed', 'failed')
        AND generation <= (SELECT max(generation) - 20 FROM search_generations);
    RETURN removed;
END
$$;

-- The first generation has nothing yet, and is live.
SELECT search_begin_generation('events', 1, NULL, '0 seconds');
UPDATE search_generations SET state = 'live', lease_until = NULL;
