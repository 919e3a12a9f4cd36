"""Read numbers, signs and stop words as shoppers write them, and index every product again."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STEMMERS = {"es": "spanish", "en": "english"}

# Soft hyphen, zero-width letters, marks of direction, variation selectors.
_INVISIBLE = (
    r"\u00AD\u034F\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E"
    r"\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFE0E\uFE0F\uFEFF"
)
# unaccent would spell these in letters: "LEGO™" is not "LEGOTM".
_MARKS = r"\u2122\u00AE\u00A9\u2120"

# Of a number and its unit, "5kg" and "5 kg" are one word and two, so that either finds both.
_UNITS = (
    "mm,cm,dm,m,km,cm2,m2,cm3,m3,in,ft,mg,g,gr,kg,lb,oz,ml,cl,dl,l,v,mv,kv,w,kw,mah,ah,hz,khz,mhz"
    ",ghz,kb,mb,gb,tb,mp,px,db,h,min,ud,uds,pcs"
)

# As a string of SQL writes them. The marks become spaces, and the last sigma of a word a sigma.
_DELETED = f"{_MARKS}\\u03C2{_INVISIBLE}".replace("\\u", "\\")


def _count_stop_words(event: str, rows: str) -> list[str]:
    """Return a trigger that counts the stop words, after the one that counts words has run.

    A stop word has a stem of its own while a quarter of the products that have it in names and
    attributes have it where only a noun or the like can stand.
    """
    referencing = {
        "insert": "NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
        "update": "NEW TABLE AS new_rows OLD TABLE AS old_rows",
    }[event]
    function = f"""
    CREATE FUNCTION tienda_count_stop_words_on_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        WITH change AS MATERIALIZED (
            SELECT language, word, sum(named) AS named, sum(final) AS final
            FROM ({rows}) AS changed, LATERAL (
                SELECT word, sign AS named, 0 AS final FROM unnest(named_stop_words) AS word
                UNION ALL SELECT word, 0, sign FROM unnest(final_stop_words) AS word
            ) AS held
            WHERE named_stop_words <> '{{}}'
            GROUP BY language, word HAVING sum(named) <> 0 OR sum(final) <> 0
        )
        UPDATE search_words kept SET
            named = kept.named + change.named,
            final = kept.final + change.final,
            stem = CASE WHEN kept.final + change.final > 0
                    AND (kept.final + change.final) * 4 >= kept.named + change.named
                THEN tienda_stem_of_stop_word(kept.language, kept.word) ELSE '' END
        FROM change WHERE kept.language = change.language AND kept.word = change.word;
        RETURN NULL;
    END
    $$
    """  # noqa: S608 (no value of anybody's is in it)
    # Triggers of one event run in the order of their names.
    trigger = f"""
    CREATE TRIGGER then_count_stop_words_on_{event} AFTER {event.upper()} ON product_search
        REFERENCING {referencing}
        FOR EACH STATEMENT EXECUTE FUNCTION tienda_count_stop_words_on_{event}()
    """
    return [function, trigger]


_COME = "SELECT language, named_stop_words, final_stop_words, 1 AS sign FROM new_rows"
_GONE = "SELECT language, named_stop_words, final_stop_words, -1 AS sign FROM old_rows"

_STATEMENTS = [
    f"""
    CREATE FUNCTION tienda_visible(content text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT CASE WHEN content ~ '[{_INVISIBLE}{_MARKS}²³\\u03C2]' THEN translate(
            replace(replace(content, 'm²', 'm2'), 'm³', 'm3'),
            U&'{_DELETED}', U&'    \\03C3'
        ) ELSE content END
    $$
    """,
    # Without accents and capitals, and with numbers in one spelling: "120 * 60" as "120x60", and
    # "n.º 5" as "no 5".
    r"""
    CREATE FUNCTION tienda_numbers(content text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            sized text \:= content;
        BEGIN
            -- First without captures and constraints, which take ten times as long.
            IF sized ~ '\d ?(cm|mm|m|in|"|'')? ?([x*]| por | by ) ?\d' THEN
                sized \:= regexp_replace(
                    sized,
                    '(\m|(?<=\dx))(\d+) ?(?\:[cm]?m\M|in\M|"|'')? ?(?\:[x*]| por | by ) ?(?=\d)',
                    '\2x', 'g'
                );
            END IF;
            IF sized ~ '(^|[^a-z0-9])n[.o°][.o]? ?\d' THEN
                sized \:= regexp_replace(sized, '\mn(?\:\.?o\.?|\.?°|\.)(?= ?\d)', 'no', 'g');
            END IF;
            RETURN sized;
        END
    $$
    """,
    # In PL/pgSQL, whose expressions start ten times as fast as the query of a function in SQL.
    rf"""
    CREATE OR REPLACE FUNCTION tienda_fold(content text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            seen text \:= content;
        BEGIN
            IF seen ~ '[{_INVISIBLE}{_MARKS}²³\u03C2]' THEN
                seen \:= tienda_visible(seen);
            END IF;
            seen \:= lower(unaccent('unaccent', seen));
            IF seen ~ '\d' THEN
                seen \:= tienda_numbers(seen);
            END IF;
            -- As tienda_plain does.
            RETURN btrim(regexp_replace(
                seen, '[^[\:alnum\:] ][^[\:alnum\:]]*| [^[\:alnum\:]]+', ' ', 'g'
            ));
        END
    $$
    """,
    # Folded words as the stemmer gets them: see 0001.
    r"""
    CREATE FUNCTION tienda_inflected(language text, folded text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE language
            WHEN 'es' THEN regexp_replace(regexp_replace(
                CASE WHEN strpos(folded, 'eis') > 0
                    THEN regexp_replace(folded, 'eis\M', 'ey', 'g') ELSE folded END,
                '([aeiou][ndlrj])es\M', '\1', 'g'),
                '([aeiou])ces\M', '\1z', 'g')
            ELSE folded
        END
    $$
    """,
    """
    CREATE OR REPLACE FUNCTION tienda_words(language text, content text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT tienda_inflected(language, tienda_fold(content))
    $$
    """,
    # What a shopper may search for instead of folded words: the parts of a size, a number with its
    # unit as one word or as two, a letter with its number ("E 27", but not "2 a 7").
    rf"""
    CREATE FUNCTION tienda_other_spellings(folded text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        BEGIN
            IF folded !~ '\d' THEN
                RETURN '';
            END IF;
            RETURN (
                SELECT coalesce(string_agg(CASE
                    WHEN word ~ '^\d+$' THEN concat_ws(
                        ' ',
                        CASE WHEN words[place + 1] = ANY('{{{_UNITS}}}')
                            THEN word || words[place + 1] END,
                        CASE WHEN words[place - 1] ~ '^(no|[b-np-tvwz])$'
                            THEN words[place - 1] || word END
                    )
                    WHEN word ~ '^\d+(x\d+)+$' THEN replace(word, 'x', ' ')
                    WHEN word ~ '^no\d+$' THEN substr(word, 3)
                    WHEN ltrim(word, '0123456789') = ANY('{{{_UNITS}}}')
                        THEN concat(substring(word FROM '^\d+'), ' ', ltrim(word, '0123456789'))
                END, ' '), '')
                FROM string_to_array(folded, ' ') AS words,
                    unnest(words) WITH ORDINALITY AS one (word, place)
                WHERE word >= '0' AND word < '\:' OR word LIKE 'no_%'
            );
        END
    $$
    """,  # noqa: S608 (made of constants)
    *(
        f"""
        CREATE TEXT SEARCH DICTIONARY tienda_{language}_stem
            (TEMPLATE = snowball, LANGUAGE = {stemmer})
        """
        for language, stemmer in _STEMMERS.items()
    ),
    *(
        f"CREATE TEXT SEARCH CONFIGURATION tienda_{language}_all (COPY = tienda_{language})"
        for language in _STEMMERS
    ),
    *(
        f"""
        ALTER TEXT SEARCH CONFIGURATION tienda_{language}_all
            ALTER MAPPING REPLACE {stemmer}_stem WITH tienda_{language}_stem
        """
        for language, stemmer in _STEMMERS.items()
    ),
    """
    CREATE FUNCTION tienda_is_stop_word(language text, word text) RETURNS boolean
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT '{}' = CASE language
            WHEN 'es' THEN ts_lexize('spanish_stem', word) ELSE ts_lexize('english_stem', word) END
    $$
    """,
    # Those of one letter or two are hardly ever words.
    r"""
    CREATE FUNCTION tienda_stop_words(language text, folded text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            found text;
            word text;
        BEGIN
            FOREACH word IN ARRAY string_to_array(folded, ' ') LOOP
                IF length(word) > 2 AND tienda_is_stop_word(language, word) THEN
                    found \:= concat_ws(' ', found, word);
                END IF;
            END LOOP;
            RETURN found;
        END
    $$
    """,
    """
    CREATE FUNCTION tienda_stem_of_stop_word(language text, word text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT (CASE language
            WHEN 'es' THEN ts_lexize('tienda_es_stem', word) ELSE ts_lexize('tienda_en_stem', word)
        END)[1]
    $$
    """,
    # Those of the stop words that end a line or stand before a sign in the content, where an
    # article, a preposition or an auxiliary verb cannot: "Roble, haya", "Taburete Era". Numbers may
    # follow if another stop word precedes: "mesa de haya 12", but not "para 12".
    r"""
    CREATE FUNCTION tienda_final_words(language text, content text, stop_words text[])
        RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        WITH lines AS MATERIALIZED (
            SELECT E'\n' || regexp_replace(
                tienda_numbers(lower(unaccent('unaccent', tienda_visible(content)))),
                '[^[:alnum:]%°''-]*[^[:alnum:] %°''-][^[:alnum:]%°''-]*', E'\n', 'g'
            ) || E'\n' AS ended
        ),
        both_ways AS MATERIALIZED (
            SELECT ended, regexp_replace(
                ended, '( \d[[:alnum:]]*( [cmk]?[mgl]\M)?)+(?=\n)', ' ', 'g'
            ) AS numbered FROM lines
        )
        SELECT coalesce(array_agg(word), '{}') FROM both_ways, unnest(stop_words) AS word
        WHERE strpos(ended, ' ' || word || E'\n') > 0
            OR strpos(ended, E'\n' || word || E'\n') > 0
            OR strpos(numbered, ' ' || word || E' \n') > 0 AND tienda_is_stop_word(
                language,
                substring(split_part(numbered, ' ' || word || E' \n', 1) FROM '[^ \n]+$')
            )
    $$
    """,
    """
    ALTER TABLE product_search
        ADD COLUMN named_stop_words text[] NOT NULL DEFAULT '{}',
        ADD COLUMN final_stop_words text[] NOT NULL DEFAULT '{}'
    """,
    """
    ALTER TABLE search_words
        ADD COLUMN named bigint NOT NULL DEFAULT 0,
        ADD COLUMN final bigint NOT NULL DEFAULT 0
    """,
    # A handful of rows: each search asks whether a stem of one of its words is among them.
    """
    CREATE INDEX search_words_named ON search_words (language, stem) WHERE named > 0 AND stem <> ''
    """,
    *_count_stop_words("insert", _COME),
    *_count_stop_words("delete", _GONE),
    *_count_stop_words("update", f"{_COME} UNION ALL {_GONE}"),
    """
    UPDATE search_words SET stem = tienda_stem(language, word)
    WHERE language = 'es' AND word LIKE '%eis' AND stem <> ''
    """,
    # Its folded name is computed when a name is written.
    "UPDATE category_texts SET name = name",
    "CREATE INDEX products_bare_sku ON products (upper(translate(sku, '._-', '')))",
    # catalog.migrate indexes them, a batch at a time.
    """
    INSERT INTO unindexed SELECT DISTINCT product_id FROM product_search ON CONFLICT DO NOTHING
    """,
]
